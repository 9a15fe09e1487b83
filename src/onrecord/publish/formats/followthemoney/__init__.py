"""FollowTheMoney: people, bodies, happenings and reports as entities that Aleph and its kin load."""
