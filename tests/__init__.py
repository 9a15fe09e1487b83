"""The tests."""

from onrecord.threads import use_one

use_one()
