"""How fast things are beside what they are made of: `make bench`. Each figure is a ratio of two measured in turns."""
