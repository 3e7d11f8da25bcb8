"""Inspector: the page at /__mock/ that shows each request as it arrives."""
