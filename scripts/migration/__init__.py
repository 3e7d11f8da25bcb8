"""Migration guides: what callers of one edition change for another, made from both contracts."""
