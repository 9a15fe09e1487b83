"""Closed classes of English words that the grammar of attribution asks for. Open ones are rule data: `attribute/words.csv`."""

RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
QUESTIONS = frozenset({"whether", "if", "who", "what", "when", "where", "why", "how", "which"})
"""What begins an indirect question."""
COMPLEMENTIZERS = QUESTIONS | {"that", "to"}
CONDITIONS = frozenset({"if", "unless", "until", "once", "provided", "should"})
NEGATORS = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor", "hardly"})
NOBODY = frozenset({"nobody", "no-one", "none", "neither"})
"""Who says nothing."""
FEW = NOBODY | {"few", "little", "no", "hardly"}
"""What turns a saying round: "few believe"."""
UNDONE = NEGATORS - {"no", "hardly"} | {"unable", "impossible", "yet", "without"}
"""What makes a cue one of things not said: "was unable to confirm", "has yet to say"."""
ABOUT = frozenset({"of", "about", "against", "over"})
"""What leads from a saying to its matter: "warned of", "complained about"."""
FOR = frozenset({"for", "over", "as", "on"})
"""What leads to a reason: "thanked them for", "attacked him over"."""
CHARGED = frozenset({"of", "with", "for", "over"})
"""What leads to a deed that somebody is accused of."""
FOCUS = frozenset({"even", "only", "also", "just"})
"""What stands before a source and is no part of it."""
FIRST = frozenset({"i", "we"})
NOMINATIVE = FIRST | {"he", "she", "they"}
OBJECTIVE = frozenset({"him", "her", "them", "me", "us", "you"})
REFLEXIVE = frozenset({"himself", "herself", "themselves", "itself"})
EXPLETIVE = frozenset({"it", "there"})
DEMONSTRATIVE = frozenset({"this", "these", "those", "it's"})
POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
WILL = frozenset({"will", "would", "shall", "'ll", "’ll", "wo", "'d", "’d"})
EMPTY = frozenset(
    "this there what that which these those how why when where nothing everything something you one it's".split()
)
"""Subjects that nobody speaks through: "this suggests", "you say"."""
