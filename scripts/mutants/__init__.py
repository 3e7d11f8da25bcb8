"""The mutants: how much the tests of this repository notice, told by breaking on purpose what they look at."""
