CREATE TABLE account (
	id INTEGER NOT NULL, 
	platform VARCHAR NOT NULL, 
	user_id VARCHAR NOT NULL, 
	person_id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	last_mistake VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, linked_at DATETIME, linked_by VARCHAR DEFAULT '' NOT NULL, looked_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(person_id) REFERENCES person (id)
);
INSERT INTO "account" VALUES(1,'telegram','77',1,'Lan Nguyễn','','2025-11-17 05:00:00.000000',NULL,'',NULL);
INSERT INTO "account" VALUES(2,'telegram','78',2,'Mai Trần','','2025-11-17 05:00:00.000000',NULL,'',NULL);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0007');
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	actor VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	target VARCHAR NOT NULL, 
	detail VARCHAR NOT NULL, unit_id INTEGER REFERENCES unit (id), person_id INTEGER REFERENCES person (id), 
	PRIMARY KEY (id)
);
CREATE TABLE chat (
	id INTEGER NOT NULL, 
	platform VARCHAR NOT NULL, 
	bot VARCHAR NOT NULL, 
	chat_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	unit_id INTEGER, 
	moved_to_id INTEGER, 
	present BOOLEAN NOT NULL, 
	admin BOOLEAN NOT NULL, 
	can_write BOOLEAN NOT NULL, 
	hears_all BOOLEAN, 
	trouble VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, muted BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(moved_to_id) REFERENCES chat (id), 
	FOREIGN KEY(unit_id) REFERENCES unit (id)
);
INSERT INTO "chat" VALUES(1,'telegram','42','-1001','group','Tổ Toán',1,NULL,1,0,1,NULL,'','2025-11-17 05:00:00.000000',0);
CREATE TABLE chat_admin (
	id INTEGER NOT NULL, 
	chat_pk INTEGER NOT NULL, 
	user_id VARCHAR NOT NULL, 
	is_admin BOOLEAN NOT NULL, 
	checked_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(chat_pk) REFERENCES chat (id)
);
CREATE TABLE code (
	id INTEGER NOT NULL, 
	digest VARCHAR NOT NULL, 
	purpose VARCHAR NOT NULL, 
	unit_id INTEGER NOT NULL, 
	role VARCHAR NOT NULL, 
	uses_left INTEGER NOT NULL, 
	made_by VARCHAR NOT NULL, 
	made_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(unit_id) REFERENCES unit (id), 
	UNIQUE (digest)
);
CREATE TABLE consent (
	id INTEGER NOT NULL, 
	account VARCHAR NOT NULL, 
	purpose VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	answer BOOLEAN NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE counter (
	name VARCHAR NOT NULL, 
	value INTEGER NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "counter" VALUES('evidence.accepted',2);
INSERT INTO "counter" VALUES('evidence.duplicate',1);
INSERT INTO "counter" VALUES('evidence.rejected',1);
CREATE TABLE decision (
	id INTEGER NOT NULL, 
	evidence_id INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	by_person_id INTEGER, 
	at DATETIME NOT NULL, by_account VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(by_person_id) REFERENCES person (id), 
	FOREIGN KEY(evidence_id) REFERENCES evidence (id)
);
INSERT INTO "decision" VALUES(1,1,'accepted','',NULL,'2025-11-17 05:00:00.000000','');
INSERT INTO "decision" VALUES(2,2,'accepted','',NULL,'2025-11-17 05:00:00.000000','');
INSERT INTO "decision" VALUES(3,3,'duplicate','',NULL,'2025-11-17 05:00:00.000000','');
INSERT INTO "decision" VALUES(4,4,'accepted','',NULL,'2025-11-17 05:00:00.000000','');
INSERT INTO "decision" VALUES(5,2,'rejected','by_review',NULL,'2025-11-17 05:00:00.000000','');
CREATE TABLE erasure (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	rest TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE TABLE evidence (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	unit_id INTEGER NOT NULL, 
	chat_pk INTEGER NOT NULL, 
	message_id VARCHAR NOT NULL, 
	submission VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	platform VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	url VARCHAR NOT NULL, 
	sent_at DATETIME NOT NULL, 
	day DATE NOT NULL, 
	state VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	counts_as VARCHAR, page_id INTEGER REFERENCES page (id), feature_id INTEGER REFERENCES feature (id), turned_down INTEGER DEFAULT '0' NOT NULL, account_id INTEGER REFERENCES account (id), 
	PRIMARY KEY (id), 
	FOREIGN KEY(chat_pk) REFERENCES chat (id), 
	FOREIGN KEY(person_id) REFERENCES person (id), 
	FOREIGN KEY(unit_id) REFERENCES unit (id)
);
INSERT INTO "evidence" VALUES(1,1,1,1,'5','1:5','post','link','facebook','post','facebook:post:1','https://example.com/facebook:post:1','2025-11-17 05:00:00.000000','2025-11-17','accepted','','1:quota:facebook:post:1',NULL,NULL,0,1);
INSERT INTO "evidence" VALUES(2,1,1,1,'6','1:6','post','link','facebook','post','facebook:post:2','https://example.com/facebook:post:2','2025-11-17 05:00:00.000000','2025-11-17','rejected','by_review',NULL,NULL,NULL,0,1);
INSERT INTO "evidence" VALUES(3,1,1,1,'7','1:7','post','link','facebook','post','facebook:post:1','https://example.com/facebook:post:1','2025-11-17 05:00:00.000000','2025-11-17','duplicate','',NULL,NULL,NULL,0,1);
INSERT INTO "evidence" VALUES(4,2,1,1,'8','1:8','post','link','facebook','post','facebook:post:1','https://example.com/facebook:post:1','2025-11-17 05:00:00.000000','2025-11-17','accepted','','2:quota:facebook:post:1',NULL,NULL,0,2);
CREATE TABLE exemption (
	id INTEGER NOT NULL, 
	person_id INTEGER, 
	unit_id INTEGER, 
	first DATE NOT NULL, 
	"after" DATE NOT NULL, 
	kind VARCHAR NOT NULL, 
	made_by VARCHAR NOT NULL, 
	made_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(person_id) REFERENCES person (id), 
	FOREIGN KEY(unit_id) REFERENCES unit (id)
);
CREATE TABLE feature (
	id INTEGER NOT NULL, 
	root_id INTEGER NOT NULL, 
	week DATE NOT NULL, 
	unit_id INTEGER NOT NULL, 
	page_id INTEGER NOT NULL, 
	level VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	chosen_by VARCHAR NOT NULL, 
	chosen_at DATETIME NOT NULL, 
	announced_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(page_id) REFERENCES page (id), 
	FOREIGN KEY(root_id) REFERENCES unit (id), 
	FOREIGN KEY(unit_id) REFERENCES unit (id)
);
CREATE TABLE file_job (
	id INTEGER NOT NULL, 
	platform VARCHAR NOT NULL, 
	bot VARCHAR NOT NULL, 
	chat_id VARCHAR NOT NULL, 
	account VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	unit_id INTEGER, 
	told TEXT NOT NULL, 
	file_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	tries INTEGER NOT NULL, 
	not_before DATETIME, 
	made_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(unit_id) REFERENCES unit (id)
);
CREATE TABLE image (
	id INTEGER NOT NULL, 
	original VARCHAR NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	width INTEGER NOT NULL, 
	height INTEGER NOT NULL, 
	size INTEGER NOT NULL, 
	stripes VARCHAR NOT NULL, 
	made_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (original)
);
CREATE TABLE image_band (
	"key" INTEGER NOT NULL, 
	day DATE NOT NULL, 
	image_id INTEGER NOT NULL, 
	PRIMARY KEY ("key", day, image_id), 
	FOREIGN KEY(image_id) REFERENCES image (id)
)
 WITHOUT ROWID

;
CREATE TABLE inbox (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	platform VARCHAR NOT NULL, 
	bot VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	lane VARCHAR NOT NULL, 
	raw TEXT NOT NULL, 
	state VARCHAR NOT NULL, 
	tries INTEGER NOT NULL, 
	not_before DATETIME, 
	error VARCHAR NOT NULL, 
	received_at DATETIME NOT NULL, 
	done_at DATETIME
);
INSERT INTO "inbox" VALUES(1,'telegram','42','telegram:42:901','-1001','{"update_id": 901}','pending',0,NULL,'','2025-11-17 05:00:00.000000',NULL);
CREATE TABLE known_link (
	"key" VARCHAR NOT NULL, 
	url VARCHAR NOT NULL, 
	learned_at DATETIME NOT NULL, 
	PRIMARY KEY ("key")
);
CREATE TABLE level (
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	rank INTEGER NOT NULL, 
	PRIMARY KEY (code)
);
INSERT INTO "level" VALUES('department','Sở',0);
INSERT INTO "level" VALUES('district','Phòng',10);
INSERT INTO "level" VALUES('commune','Xã, phường',20);
INSERT INTO "level" VALUES('school','Trường',30);
INSERT INTO "level" VALUES('group','Tổ',40);
CREATE TABLE membership (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	unit_id INTEGER NOT NULL, 
	since DATE NOT NULL, 
	until DATE, position VARCHAR DEFAULT '' NOT NULL, seen BOOLEAN DEFAULT 0 NOT NULL, listed_since DATE, 
	PRIMARY KEY (id), 
	FOREIGN KEY(person_id) REFERENCES person (id), 
	FOREIGN KEY(unit_id) REFERENCES unit (id)
);
INSERT INTO "membership" VALUES(1,1,1,'2025-11-17',NULL,'',1,NULL);
INSERT INTO "membership" VALUES(2,2,1,'2025-11-17',NULL,'',1,NULL);
CREATE TABLE outbox (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	platform VARCHAR NOT NULL, 
	bot VARCHAR NOT NULL, 
	chat_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	payload TEXT NOT NULL, 
	fallback TEXT NOT NULL, 
	bulk BOOLEAN NOT NULL, 
	dedupe_key VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	tries INTEGER NOT NULL, 
	not_before DATETIME, 
	error VARCHAR NOT NULL, 
	message_id VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	sent_at DATETIME
, round_id INTEGER REFERENCES reminder_round (id), rank INTEGER DEFAULT '1' NOT NULL, asked_by VARCHAR DEFAULT '' NOT NULL);
INSERT INTO "outbox" VALUES(1,'telegram','42','-1001','say','{"chat_id": "-1001", "text": "Chào"}','',0,'answer','pending',0,NULL,'','','2025-11-17 05:00:00.000000',NULL,NULL,1,'');
INSERT INTO "outbox" VALUES(2,'telegram','42','-1001','say','{"chat_id": "-1001", "text": "Chào"}','',1,'bulk','pending',0,NULL,'','','2025-11-17 05:00:00.000000',NULL,NULL,2,'');
CREATE TABLE page (
	id INTEGER NOT NULL, 
	unit_id INTEGER NOT NULL, 
	platform VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	url VARCHAR NOT NULL, 
	since DATE NOT NULL, 
	until DATE, 
	created_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(unit_id) REFERENCES unit (id), 
	UNIQUE ("key")
);
CREATE TABLE page_followers (
	page_id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	followers INTEGER NOT NULL, 
	told_by VARCHAR NOT NULL, 
	PRIMARY KEY (page_id, day), 
	FOREIGN KEY(page_id) REFERENCES page (id)
);
CREATE TABLE person (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	provisional BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, code VARCHAR DEFAULT '' NOT NULL, phone VARCHAR DEFAULT '' NOT NULL, erased_at DATETIME, 
	PRIMARY KEY (id)
);
INSERT INTO "person" VALUES(1,'Lan Nguyễn',1,'2025-11-17 05:00:00.000000','','',NULL);
INSERT INTO "person" VALUES(2,'Mai Trần',1,'2025-11-17 05:00:00.000000','','',NULL);
CREATE TABLE picture (
	id INTEGER NOT NULL, 
	evidence_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	platform VARCHAR NOT NULL, 
	bot VARCHAR NOT NULL, 
	message_id VARCHAR NOT NULL, 
	file_id VARCHAR NOT NULL, 
	unique_id VARCHAR NOT NULL, 
	mime VARCHAR NOT NULL, 
	size INTEGER NOT NULL, 
	day DATE NOT NULL, 
	state VARCHAR NOT NULL, 
	tries INTEGER NOT NULL, 
	not_before DATETIME, 
	error VARCHAR NOT NULL, 
	finding VARCHAR NOT NULL, 
	other_id INTEGER, 
	other_picture_id INTEGER, 
	image_id INTEGER, 
	PRIMARY KEY (id), 
	FOREIGN KEY(evidence_id) REFERENCES evidence (id), 
	FOREIGN KEY(other_id) REFERENCES evidence (id), 
	FOREIGN KEY(other_picture_id) REFERENCES picture (id), 
	FOREIGN KEY(person_id) REFERENCES person (id), 
	FOREIGN KEY(image_id) REFERENCES image (id)
);
CREATE TABLE question (
	chat_pk INTEGER NOT NULL, 
	about VARCHAR NOT NULL, 
	told VARCHAR NOT NULL, 
	asked_at DATETIME NOT NULL, 
	PRIMARY KEY (chat_pk), 
	FOREIGN KEY(chat_pk) REFERENCES chat (id)
);
CREATE TABLE quota_rule (
	id INTEGER NOT NULL, 
	valid_from DATE NOT NULL, 
	until DATE, 
	reach VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	week INTEGER NOT NULL, 
	month INTEGER NOT NULL, 
	counts VARCHAR NOT NULL, 
	every_week BOOLEAN NOT NULL, 
	made_by VARCHAR NOT NULL, 
	made_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE reminder_change (
	id INTEGER NOT NULL, 
	reach VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	told VARCHAR NOT NULL, 
	made_by VARCHAR NOT NULL, 
	made_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE reminder_round (
	id INTEGER NOT NULL, 
	platform VARCHAR NOT NULL, 
	bot VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	due_at DATETIME NOT NULL, 
	begun_at DATETIME NOT NULL, 
	lateness VARCHAR NOT NULL, 
	planned INTEGER NOT NULL, 
	unreached INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE review (
	id INTEGER NOT NULL, 
	evidence_id INTEGER NOT NULL, 
	unit_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	why VARCHAR NOT NULL, 
	other_id INTEGER, 
	state VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	put_off INTEGER NOT NULL, 
	outcome VARCHAR NOT NULL, 
	by_account VARCHAR NOT NULL, 
	by_name VARCHAR NOT NULL, 
	made_at DATETIME NOT NULL, 
	decided_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(evidence_id) REFERENCES evidence (id), 
	FOREIGN KEY(unit_id) REFERENCES unit (id), 
	FOREIGN KEY(person_id) REFERENCES person (id), 
	FOREIGN KEY(other_id) REFERENCES evidence (id)
);
CREATE TABLE role_grant (
	id INTEGER NOT NULL, 
	account VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	unit_id INTEGER NOT NULL, 
	since DATETIME NOT NULL, 
	until DATETIME, 
	how VARCHAR NOT NULL, 
	granted_by VARCHAR NOT NULL, 
	ended_by VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(unit_id) REFERENCES unit (id)
);
CREATE TABLE secret (
	name VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE short_link (
	evidence_id INTEGER NOT NULL, 
	url VARCHAR NOT NULL, 
	tries INTEGER NOT NULL, 
	not_before DATETIME NOT NULL, platform VARCHAR DEFAULT '' NOT NULL, bot VARCHAR DEFAULT '' NOT NULL, account_id INTEGER DEFAULT '0' NOT NULL, 
	PRIMARY KEY (evidence_id), 
	FOREIGN KEY(evidence_id) REFERENCES evidence (id)
);
CREATE TABLE tally (
	person_id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	unit_id INTEGER NOT NULL, 
	action VARCHAR NOT NULL, 
	count INTEGER NOT NULL, 
	PRIMARY KEY (person_id, day, unit_id, action), 
	FOREIGN KEY(person_id) REFERENCES person (id), 
	FOREIGN KEY(unit_id) REFERENCES unit (id)
)
 WITHOUT ROWID

;
INSERT INTO "tally" VALUES(1,'2025-11-17',1,'post',1);
INSERT INTO "tally" VALUES(2,'2025-11-17',1,'post',1);
CREATE TABLE unit (
	id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	level VARCHAR NOT NULL, 
	parent_id INTEGER, 
	provisional BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, since DATE, until DATE, nowhere BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(parent_id) REFERENCES unit (id), 
	UNIQUE (code)
);
INSERT INTO "unit" VALUES(1,'~TO-TOAN','Tổ Toán','school',NULL,1,'2025-11-17 05:00:00.000000','2025-11-17',NULL,0);
CREATE TABLE unit_past (
	unit_id INTEGER NOT NULL, 
	until DATE NOT NULL, 
	name VARCHAR NOT NULL, 
	level VARCHAR NOT NULL, 
	parent_id INTEGER, 
	PRIMARY KEY (unit_id, until), 
	FOREIGN KEY(unit_id) REFERENCES unit (id), 
	FOREIGN KEY(parent_id) REFERENCES unit (id)
);
CREATE TABLE unit_setting (
	unit_id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	made_by VARCHAR NOT NULL, 
	made_at DATETIME NOT NULL, 
	PRIMARY KEY (unit_id, name), 
	FOREIGN KEY(unit_id) REFERENCES unit (id)
);
CREATE TABLE week_close (
	unit_id INTEGER NOT NULL, 
	week DATE NOT NULL, 
	version INTEGER NOT NULL, 
	people INTEGER NOT NULL, 
	obliged INTEGER NOT NULL, 
	met INTEGER NOT NULL, 
	accepted INTEGER NOT NULL, 
	pending INTEGER NOT NULL, 
	page_posts INTEGER NOT NULL, 
	page_owed INTEGER NOT NULL, 
	closed_at DATETIME NOT NULL, 
	PRIMARY KEY (unit_id, week, version), 
	FOREIGN KEY(unit_id) REFERENCES unit (id)
);
CREATE UNIQUE INDEX inbox_once ON inbox ("key");
CREATE INDEX inbox_pending ON inbox (id) WHERE state = 'pending';
CREATE UNIQUE INDEX outbox_once ON outbox (dedupe_key);
CREATE INDEX outbox_pending ON outbox (bot, id) WHERE state IN ('pending', 'sending');
CREATE INDEX ix_unit_parent_id ON unit (parent_id);
CREATE UNIQUE INDEX account_once ON account (platform, user_id);
CREATE INDEX ix_account_person_id ON account (person_id);
CREATE UNIQUE INDEX chat_once ON chat (platform, bot, chat_id);
CREATE INDEX ix_chat_unit_id ON chat (unit_id);
CREATE INDEX ix_membership_unit_id ON membership (unit_id);
CREATE UNIQUE INDEX membership_once ON membership (person_id, unit_id, since);
CREATE UNIQUE INDEX chat_admin_once ON chat_admin (chat_pk, user_id);
CREATE INDEX evidence_of_unit ON evidence (unit_id, day, state);
CREATE UNIQUE INDEX evidence_once_per_message ON evidence (submission, "key");
CREATE INDEX ix_decision_evidence_id ON decision (evidence_id);
CREATE INDEX reminder_round_begun ON reminder_round (begun_at);
CREATE UNIQUE INDEX reminder_round_once ON reminder_round (platform, bot, kind, period, due_at);
CREATE INDEX ix_exemption_person_id ON exemption (person_id);
CREATE INDEX ix_exemption_unit_id ON exemption (unit_id);
CREATE INDEX ix_page_unit_id ON page (unit_id);
CREATE INDEX week_close_of_week ON week_close (week);
CREATE UNIQUE INDEX feature_once ON feature (root_id, week, unit_id);
CREATE INDEX ix_feature_unit_id ON feature (unit_id);
CREATE INDEX evidence_for_feature ON evidence (feature_id) WHERE feature_id IS NOT NULL;
CREATE INDEX evidence_on_page ON evidence (page_id, day) WHERE page_id IS NOT NULL;
CREATE INDEX outbox_of_round ON outbox (round_id, chat_id) WHERE round_id IS NOT NULL;
CREATE INDEX tally_of_day ON tally (day, count);
CREATE INDEX ix_image_sha256 ON image (sha256);
CREATE INDEX ix_image_band_image_id ON image_band (image_id);
CREATE INDEX ix_picture_evidence_id ON picture (evidence_id);
CREATE INDEX ix_picture_image_id ON picture (image_id);
CREATE INDEX picture_of_person ON picture (person_id, id);
CREATE INDEX picture_unsettled ON picture (bot, id) WHERE state IN ('waiting', 'kept');
CREATE UNIQUE INDEX review_of_evidence ON review (evidence_id);
CREATE INDEX review_audit ON review (evidence_id) WHERE why = 'audit';
CREATE INDEX chat_admin_of_user ON chat_admin (user_id);
CREATE INDEX ix_review_unit_id ON review (unit_id);
CREATE INDEX review_open ON review (put_off, id, unit_id, person_id, why) WHERE state = 'open';
CREATE INDEX evidence_pending ON evidence (unit_id, id) WHERE state = 'pending';
CREATE UNIQUE INDEX evidence_counted_once ON evidence (counts_as, turned_down);
CREATE INDEX ix_unit_past_until ON unit_past (until);
CREATE INDEX role_grant_of ON role_grant (account);
CREATE INDEX ix_role_grant_unit_id ON role_grant (unit_id);
CREATE INDEX ix_code_unit_id ON code (unit_id);
CREATE INDEX consent_of ON consent (account, purpose, id);
CREATE INDEX file_job_waiting ON file_job (bot, id) WHERE state = 'waiting';
CREATE INDEX person_code ON person (code) WHERE code <> '';
CREATE INDEX person_phone ON person (phone) WHERE phone <> '';
CREATE INDEX account_to_look_at ON account (id) WHERE looked_at IS NULL;
CREATE INDEX evidence_of_person ON evidence (person_id, account_id);
CREATE INDEX review_of_person ON review (person_id);
CREATE INDEX decision_by_person ON decision (by_person_id) WHERE by_person_id IS NOT NULL;
CREATE INDEX picture_like ON picture (other_picture_id) WHERE other_picture_id IS NOT NULL;
CREATE INDEX picture_of_day ON picture (day, id);
CREATE INDEX audit_of_unit ON audit (unit_id, id) WHERE unit_id IS NOT NULL;
CREATE INDEX audit_of_person ON audit (person_id, id) WHERE person_id IS NOT NULL;
CREATE INDEX audit_of_guesses ON audit (actor, at) WHERE action = 'code.wrong';
CREATE UNIQUE INDEX unit_nowhere ON unit (nowhere) WHERE nowhere;
CREATE INDEX audit_of_tries ON audit (actor, at) WHERE action = 'name.tried';
CREATE INDEX outbox_waiting ON outbox (bot, rank, chat_id, id) WHERE state IN ('pending', 'sending');
CREATE INDEX outbox_asked ON outbox (asked_by) WHERE asked_by <> '' AND state IN ('pending', 'sending');
CREATE INDEX short_link_due ON short_link (bot, account_id, not_before, evidence_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('outbox',2);
INSERT INTO "sqlite_sequence" VALUES('inbox',1);
