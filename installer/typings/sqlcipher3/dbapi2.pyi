# SQLAlchemy is handed the module itself; nothing of it is called by name.
