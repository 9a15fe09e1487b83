"""What onrecord is made of and rests on: the lock file, licences, a bill of materials, and the wheel as it is shipped."""
