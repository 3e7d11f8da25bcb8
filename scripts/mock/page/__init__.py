"""The page at /__mock/, where whoever writes a front end sees each request as it comes."""
