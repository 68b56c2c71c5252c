CREATE TABLE feeds (
	scope VARCHAR(32) NOT NULL,
	epoch VARCHAR(32) NOT NULL,
	position BIGINT NOT NULL,
	hash BYTEA NOT NULL,
	PRIMARY KEY (scope)
);

CREATE TABLE records (
	kind VARCHAR(16) NOT NULL,
	id VARCHAR(64) NOT NULL,
	centre VARCHAR(16) NOT NULL,
	revision INTEGER NOT NULL,
	data TEXT NOT NULL,
	card VARCHAR(16),
	household VARCHAR(64),
	day DATE,
	hour VARCHAR(5),
	PRIMARY KEY (kind, id)
);

CREATE INDEX records_by_card ON records (card);

CREATE INDEX records_by_household ON records (household, kind);

CREATE INDEX records_by_slot ON records (centre, kind, day, hour);

CREATE TABLE serials (
	series VARCHAR(8) NOT NULL,
	last INTEGER NOT NULL,
	PRIMARY KEY (series)
);

CREATE TABLE stations (
	id VARCHAR(32) NOT NULL,
	centre VARCHAR(16) NOT NULL,
	name VARCHAR(64) NOT NULL,
	created_at BIGINT NOT NULL,
	seen_at BIGINT,
	app VARCHAR(32),
	last BIGINT,
	PRIMARY KEY (id)
);

CREATE TABLE visits (
	station VARCHAR(32) NOT NULL,
	visit VARCHAR(64) NOT NULL,
	household VARCHAR(64) NOT NULL,
	form VARCHAR(32) NOT NULL,
	day DATE NOT NULL,
	outcome VARCHAR(32),
	return_day DATE,
	data TEXT NOT NULL,
	PRIMARY KEY (station, visit)
);

CREATE INDEX visits_by_form ON visits (form);

CREATE TABLE enrolments (
	code_hash BYTEA NOT NULL,
	station VARCHAR(32) NOT NULL,
	expires_at BIGINT NOT NULL,
	incarnation INTEGER,
	PRIMARY KEY (code_hash),
	FOREIGN KEY(station) REFERENCES stations (id)
);

CREATE TABLE feed (
	scope VARCHAR(32) NOT NULL,
	position BIGINT NOT NULL,
	kind VARCHAR(16) NOT NULL,
	id VARCHAR(64) NOT NULL,
	revision INTEGER NOT NULL,
	data TEXT,
	hash BYTEA NOT NULL,
	PRIMARY KEY (scope, position),
	FOREIGN KEY(scope) REFERENCES feeds (scope)
);

CREATE TABLE incarnations (
	station VARCHAR(32) NOT NULL,
	incarnation INTEGER NOT NULL,
	public_key BYTEA NOT NULL,
	token_hash BYTEA NOT NULL,
	enrolled_at BIGINT NOT NULL,
	PRIMARY KEY (station, incarnation),
	FOREIGN KEY(station) REFERENCES stations (id),
	UNIQUE (token_hash)
);

CREATE TABLE events (
	station VARCHAR(32) NOT NULL,
	incarnation INTEGER NOT NULL,
	seq BIGINT NOT NULL,
	hash BYTEA NOT NULL,
	bytes BYTEA NOT NULL,
	kind VARCHAR(64) NOT NULL,
	visit VARCHAR(64) NOT NULL,
	word VARCHAR(16) NOT NULL,
	reason VARCHAR(32) NOT NULL,
	received_at BIGINT NOT NULL,
	PRIMARY KEY (station, incarnation, seq),
	FOREIGN KEY(station, incarnation) REFERENCES incarnations (station, incarnation)
);

CREATE INDEX events_by_visit ON events (station, visit);
