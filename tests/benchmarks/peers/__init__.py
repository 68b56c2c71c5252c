"""What others sync with, beside ours in one run: PouchDB with pouchdb-server, and Morango.

They live in an environment of their own, `.venv-peers`, which `make bench-sync PEERS=1` makes; all
are durable on both ends. Every product is driven by the same verbs, each a process of its own.
"""
