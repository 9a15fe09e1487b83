"""What is measured."""

from onrecord.threads import use_one

use_one()
