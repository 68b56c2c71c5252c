"""The conformance kit: whoever replaces either end can try it against PROTOCOL.md.

`kit.py` drives a made-up station against any central and says of each promise whether it was kept.
`fake.py` is a made-up central with faults, against which any station can be run. Like the rest of
the post it opens no envelope; what it sends is not meant to count, so try a central that is for
trying. What it finds is told in English, as PROTOCOL.md is.
"""
