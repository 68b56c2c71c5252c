"""Drawing on paper: Arabic set by the Unicode algorithms, codes that scanners read, the form."""
