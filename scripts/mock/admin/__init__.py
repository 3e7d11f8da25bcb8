"""Admin pages and admin API of the mock, at and below /__mock/."""
