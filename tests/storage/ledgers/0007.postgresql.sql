CREATE TABLE public.account (
    id bigint NOT NULL,
    platform character varying NOT NULL,
    user_id character varying NOT NULL,
    person_id bigint NOT NULL,
    name character varying NOT NULL,
    last_mistake character varying NOT NULL,
    created_at timestamp with time zone NOT NULL,
    linked_at timestamp with time zone,
    linked_by character varying DEFAULT ''::character varying NOT NULL,
    looked_at timestamp with time zone
);
CREATE SEQUENCE public.account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.account_id_seq OWNED BY public.account.id;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.audit (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor character varying NOT NULL,
    action character varying NOT NULL,
    target character varying NOT NULL,
    detail character varying NOT NULL,
    unit_id bigint,
    person_id bigint
);
CREATE SEQUENCE public.audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.audit_id_seq OWNED BY public.audit.id;
CREATE TABLE public.chat (
    id bigint NOT NULL,
    platform character varying NOT NULL,
    bot character varying NOT NULL,
    chat_id character varying NOT NULL,
    kind character varying NOT NULL,
    title character varying NOT NULL,
    unit_id bigint,
    moved_to_id bigint,
    present boolean NOT NULL,
    admin boolean NOT NULL,
    can_write boolean NOT NULL,
    hears_all boolean,
    trouble character varying NOT NULL,
    created_at timestamp with time zone NOT NULL,
    muted boolean DEFAULT false NOT NULL
);
CREATE TABLE public.chat_admin (
    id bigint NOT NULL,
    chat_pk bigint NOT NULL,
    user_id character varying NOT NULL,
    is_admin boolean NOT NULL,
    checked_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.chat_admin_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.chat_admin_id_seq OWNED BY public.chat_admin.id;
CREATE SEQUENCE public.chat_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.chat_id_seq OWNED BY public.chat.id;
CREATE TABLE public.code (
    id bigint NOT NULL,
    digest character varying NOT NULL,
    purpose character varying NOT NULL,
    unit_id bigint NOT NULL,
    role character varying NOT NULL,
    uses_left integer NOT NULL,
    made_by character varying NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.code_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.code_id_seq OWNED BY public.code.id;
CREATE TABLE public.consent (
    id bigint NOT NULL,
    account character varying NOT NULL,
    purpose character varying NOT NULL,
    version integer NOT NULL,
    answer boolean NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.consent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.consent_id_seq OWNED BY public.consent.id;
CREATE TABLE public.counter (
    name character varying NOT NULL,
    value bigint NOT NULL
);
CREATE TABLE public.decision (
    id bigint NOT NULL,
    evidence_id bigint NOT NULL,
    state character varying NOT NULL,
    reason character varying NOT NULL,
    by_person_id bigint,
    at timestamp with time zone NOT NULL,
    by_account character varying DEFAULT ''::character varying NOT NULL
);
CREATE SEQUENCE public.decision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.decision_id_seq OWNED BY public.decision.id;
CREATE TABLE public.erasure (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    rest text NOT NULL
);
CREATE SEQUENCE public.erasure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.erasure_id_seq OWNED BY public.erasure.id;
CREATE TABLE public.evidence (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    unit_id bigint NOT NULL,
    chat_pk bigint NOT NULL,
    message_id character varying NOT NULL,
    submission character varying NOT NULL,
    action character varying NOT NULL,
    source character varying NOT NULL,
    platform character varying NOT NULL,
    kind character varying NOT NULL,
    key character varying NOT NULL,
    url character varying NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    day date NOT NULL,
    state character varying NOT NULL,
    reason character varying NOT NULL,
    counts_as character varying,
    page_id bigint,
    feature_id bigint,
    turned_down bigint DEFAULT '0'::bigint NOT NULL,
    account_id bigint
);
CREATE SEQUENCE public.evidence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.evidence_id_seq OWNED BY public.evidence.id;
CREATE TABLE public.exemption (
    id bigint NOT NULL,
    person_id bigint,
    unit_id bigint,
    first date NOT NULL,
    after date NOT NULL,
    kind character varying NOT NULL,
    made_by character varying NOT NULL,
    made_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.exemption_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.exemption_id_seq OWNED BY public.exemption.id;
CREATE TABLE public.feature (
    id bigint NOT NULL,
    root_id bigint NOT NULL,
    week date NOT NULL,
    unit_id bigint NOT NULL,
    page_id bigint NOT NULL,
    level character varying NOT NULL,
    reason character varying NOT NULL,
    chosen_by character varying NOT NULL,
    chosen_at timestamp with time zone NOT NULL,
    announced_at timestamp with time zone
);
CREATE SEQUENCE public.feature_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.feature_id_seq OWNED BY public.feature.id;
CREATE TABLE public.file_job (
    id bigint NOT NULL,
    platform character varying NOT NULL,
    bot character varying NOT NULL,
    chat_id character varying NOT NULL,
    account character varying NOT NULL,
    kind character varying NOT NULL,
    unit_id bigint,
    told text NOT NULL,
    file_id character varying NOT NULL,
    name character varying NOT NULL,
    state character varying NOT NULL,
    tries integer NOT NULL,
    not_before timestamp with time zone,
    made_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.file_job_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.file_job_id_seq OWNED BY public.file_job.id;
CREATE TABLE public.image (
    id bigint NOT NULL,
    original character varying NOT NULL,
    sha256 character varying NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    size integer NOT NULL,
    stripes character varying NOT NULL,
    made_at timestamp with time zone NOT NULL
);
CREATE TABLE public.image_band (
    key bigint NOT NULL,
    day date NOT NULL,
    image_id bigint NOT NULL
);
CREATE SEQUENCE public.image_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.image_id_seq OWNED BY public.image.id;
CREATE TABLE public.inbox (
    id bigint NOT NULL,
    platform character varying NOT NULL,
    bot character varying NOT NULL,
    key character varying NOT NULL,
    lane character varying NOT NULL,
    raw text NOT NULL,
    state character varying NOT NULL,
    tries integer NOT NULL,
    not_before timestamp with time zone,
    error character varying NOT NULL,
    received_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone
);
CREATE SEQUENCE public.inbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.inbox_id_seq OWNED BY public.inbox.id;
CREATE TABLE public.known_link (
    key character varying NOT NULL,
    url character varying NOT NULL,
    learned_at timestamp with time zone NOT NULL
);
CREATE TABLE public.level (
    code character varying NOT NULL,
    name character varying NOT NULL,
    rank integer NOT NULL
);
CREATE TABLE public.membership (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    unit_id bigint NOT NULL,
    since date NOT NULL,
    until date,
    "position" character varying DEFAULT ''::character varying NOT NULL,
    seen boolean DEFAULT false NOT NULL,
    listed_since date
);
CREATE SEQUENCE public.membership_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.membership_id_seq OWNED BY public.membership.id;
CREATE TABLE public.outbox (
    id bigint NOT NULL,
    platform character varying NOT NULL,
    bot character varying NOT NULL,
    chat_id character varying NOT NULL,
    kind character varying NOT NULL,
    payload text NOT NULL,
    fallback text NOT NULL,
    bulk boolean NOT NULL,
    dedupe_key character varying NOT NULL,
    state character varying NOT NULL,
    tries integer NOT NULL,
    not_before timestamp with time zone,
    error character varying NOT NULL,
    message_id character varying NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    round_id bigint,
    rank integer DEFAULT 1 NOT NULL,
    asked_by character varying DEFAULT ''::character varying NOT NULL
);
CREATE SEQUENCE public.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.outbox_id_seq OWNED BY public.outbox.id;
CREATE TABLE public.page (
    id bigint NOT NULL,
    unit_id bigint NOT NULL,
    platform character varying NOT NULL,
    key character varying NOT NULL,
    url character varying NOT NULL,
    since date NOT NULL,
    until date,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.page_followers (
    page_id bigint NOT NULL,
    day date NOT NULL,
    followers integer NOT NULL,
    told_by character varying NOT NULL
);
CREATE SEQUENCE public.page_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.page_id_seq OWNED BY public.page.id;
CREATE TABLE public.person (
    id bigint NOT NULL,
    name character varying NOT NULL,
    provisional boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    code character varying DEFAULT ''::character varying NOT NULL,
    phone character varying DEFAULT ''::character varying NOT NULL,
    erased_at timestamp with time zone
);
CREATE SEQUENCE public.person_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.person_id_seq OWNED BY public.person.id;
CREATE TABLE public.picture (
    id bigint NOT NULL,
    evidence_id bigint NOT NULL,
    person_id bigint NOT NULL,
    platform character varying NOT NULL,
    bot character varying NOT NULL,
    message_id character varying NOT NULL,
    file_id character varying NOT NULL,
    unique_id character varying NOT NULL,
    mime character varying NOT NULL,
    size integer NOT NULL,
    day date NOT NULL,
    state character varying NOT NULL,
    tries integer NOT NULL,
    not_before timestamp with time zone,
    error character varying NOT NULL,
    finding character varying NOT NULL,
    other_id bigint,
    other_picture_id bigint,
    image_id bigint
);
CREATE SEQUENCE public.picture_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.picture_id_seq OWNED BY public.picture.id;
CREATE TABLE public.question (
    chat_pk bigint NOT NULL,
    about character varying NOT NULL,
    told character varying NOT NULL,
    asked_at timestamp with time zone NOT NULL
);
CREATE TABLE public.quota_rule (
    id bigint NOT NULL,
    valid_from date NOT NULL,
    until date,
    reach character varying NOT NULL,
    code character varying NOT NULL,
    subject character varying NOT NULL,
    week integer NOT NULL,
    month integer NOT NULL,
    counts character varying NOT NULL,
    every_week boolean NOT NULL,
    made_by character varying NOT NULL,
    made_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.quota_rule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.quota_rule_id_seq OWNED BY public.quota_rule.id;
CREATE TABLE public.reminder_change (
    id bigint NOT NULL,
    reach character varying NOT NULL,
    code character varying NOT NULL,
    kind character varying NOT NULL,
    told character varying NOT NULL,
    made_by character varying NOT NULL,
    made_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.reminder_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.reminder_change_id_seq OWNED BY public.reminder_change.id;
CREATE TABLE public.reminder_round (
    id bigint NOT NULL,
    platform character varying NOT NULL,
    bot character varying NOT NULL,
    kind character varying NOT NULL,
    period character varying NOT NULL,
    due_at timestamp with time zone NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    lateness character varying NOT NULL,
    planned integer NOT NULL,
    unreached integer NOT NULL
);
CREATE SEQUENCE public.reminder_round_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.reminder_round_id_seq OWNED BY public.reminder_round.id;
CREATE TABLE public.review (
    id bigint NOT NULL,
    evidence_id bigint NOT NULL,
    unit_id bigint NOT NULL,
    person_id bigint NOT NULL,
    why character varying NOT NULL,
    other_id bigint,
    state character varying NOT NULL,
    version integer NOT NULL,
    put_off integer NOT NULL,
    outcome character varying NOT NULL,
    by_account character varying NOT NULL,
    by_name character varying NOT NULL,
    made_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone
);
CREATE SEQUENCE public.review_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.review_id_seq OWNED BY public.review.id;
CREATE TABLE public.role_grant (
    id bigint NOT NULL,
    account character varying NOT NULL,
    name character varying NOT NULL,
    role character varying NOT NULL,
    unit_id bigint NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone,
    how character varying NOT NULL,
    granted_by character varying NOT NULL,
    ended_by character varying NOT NULL
);
CREATE SEQUENCE public.role_grant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.role_grant_id_seq OWNED BY public.role_grant.id;
CREATE TABLE public.secret (
    name character varying NOT NULL,
    value character varying NOT NULL
);
CREATE TABLE public.short_link (
    evidence_id bigint NOT NULL,
    url character varying NOT NULL,
    tries integer NOT NULL,
    not_before timestamp with time zone NOT NULL,
    platform character varying DEFAULT ''::character varying NOT NULL,
    bot character varying DEFAULT ''::character varying NOT NULL,
    account_id bigint DEFAULT '0'::bigint NOT NULL
);
CREATE TABLE public.tally (
    person_id bigint NOT NULL,
    day date NOT NULL,
    unit_id bigint NOT NULL,
    action character varying NOT NULL,
    count integer NOT NULL
);
CREATE TABLE public.unit (
    id bigint NOT NULL,
    code character varying NOT NULL,
    name character varying NOT NULL,
    level character varying NOT NULL,
    parent_id bigint,
    provisional boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    since date,
    until date,
    nowhere boolean DEFAULT false NOT NULL
);
CREATE SEQUENCE public.unit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.unit_id_seq OWNED BY public.unit.id;
CREATE TABLE public.unit_past (
    unit_id bigint NOT NULL,
    until date NOT NULL,
    name character varying NOT NULL,
    level character varying NOT NULL,
    parent_id bigint
);
CREATE TABLE public.unit_setting (
    unit_id bigint NOT NULL,
    name character varying NOT NULL,
    value character varying NOT NULL,
    made_by character varying NOT NULL,
    made_at timestamp with time zone NOT NULL
);
CREATE TABLE public.week_close (
    unit_id bigint NOT NULL,
    week date NOT NULL,
    version integer NOT NULL,
    people integer NOT NULL,
    obliged integer NOT NULL,
    met integer NOT NULL,
    accepted integer NOT NULL,
    pending integer NOT NULL,
    page_posts integer NOT NULL,
    page_owed integer NOT NULL,
    closed_at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY public.account ALTER COLUMN id SET DEFAULT nextval('public.account_id_seq'::regclass);
ALTER TABLE ONLY public.audit ALTER COLUMN id SET DEFAULT nextval('public.audit_id_seq'::regclass);
ALTER TABLE ONLY public.chat ALTER COLUMN id SET DEFAULT nextval('public.chat_id_seq'::regclass);
ALTER TABLE ONLY public.chat_admin ALTER COLUMN id SET DEFAULT nextval('public.chat_admin_id_seq'::regclass);
ALTER TABLE ONLY public.code ALTER COLUMN id SET DEFAULT nextval('public.code_id_seq'::regclass);
ALTER TABLE ONLY public.consent ALTER COLUMN id SET DEFAULT nextval('public.consent_id_seq'::regclass);
ALTER TABLE ONLY public.decision ALTER COLUMN id SET DEFAULT nextval('public.decision_id_seq'::regclass);
ALTER TABLE ONLY public.erasure ALTER COLUMN id SET DEFAULT nextval('public.erasure_id_seq'::regclass);
ALTER TABLE ONLY public.evidence ALTER COLUMN id SET DEFAULT nextval('public.evidence_id_seq'::regclass);
ALTER TABLE ONLY public.exemption ALTER COLUMN id SET DEFAULT nextval('public.exemption_id_seq'::regclass);
ALTER TABLE ONLY public.feature ALTER COLUMN id SET DEFAULT nextval('public.feature_id_seq'::regclass);
ALTER TABLE ONLY public.file_job ALTER COLUMN id SET DEFAULT nextval('public.file_job_id_seq'::regclass);
ALTER TABLE ONLY public.image ALTER COLUMN id SET DEFAULT nextval('public.image_id_seq'::regclass);
ALTER TABLE ONLY public.inbox ALTER COLUMN id SET DEFAULT nextval('public.inbox_id_seq'::regclass);
ALTER TABLE ONLY public.membership ALTER COLUMN id SET DEFAULT nextval('public.membership_id_seq'::regclass);
ALTER TABLE ONLY public.outbox ALTER COLUMN id SET DEFAULT nextval('public.outbox_id_seq'::regclass);
ALTER TABLE ONLY public.page ALTER COLUMN id SET DEFAULT nextval('public.page_id_seq'::regclass);
ALTER TABLE ONLY public.person ALTER COLUMN id SET DEFAULT nextval('public.person_id_seq'::regclass);
ALTER TABLE ONLY public.picture ALTER COLUMN id SET DEFAULT nextval('public.picture_id_seq'::regclass);
ALTER TABLE ONLY public.quota_rule ALTER COLUMN id SET DEFAULT nextval('public.quota_rule_id_seq'::regclass);
ALTER TABLE ONLY public.reminder_change ALTER COLUMN id SET DEFAULT nextval('public.reminder_change_id_seq'::regclass);
ALTER TABLE ONLY public.reminder_round ALTER COLUMN id SET DEFAULT nextval('public.reminder_round_id_seq'::regclass);
ALTER TABLE ONLY public.review ALTER COLUMN id SET DEFAULT nextval('public.review_id_seq'::regclass);
ALTER TABLE ONLY public.role_grant ALTER COLUMN id SET DEFAULT nextval('public.role_grant_id_seq'::regclass);
ALTER TABLE ONLY public.unit ALTER COLUMN id SET DEFAULT nextval('public.unit_id_seq'::regclass);
INSERT INTO public.account VALUES (1, 'telegram', '77', 1, 'Lan Nguyễn', '', '2025-11-17 05:00:00+00', NULL, '', NULL);
INSERT INTO public.account VALUES (2, 'telegram', '78', 2, 'Mai Trần', '', '2025-11-17 05:00:00+00', NULL, '', NULL);
INSERT INTO public.alembic_version VALUES ('0007');
INSERT INTO public.chat VALUES (1, 'telegram', '42', '-1001', 'group', 'Tổ Toán', 1, NULL, true, false, true, NULL, '', '2025-11-17 05:00:00+00', false);
INSERT INTO public.counter VALUES ('evidence.duplicate', 1);
INSERT INTO public.counter VALUES ('evidence.accepted', 2);
INSERT INTO public.counter VALUES ('evidence.rejected', 1);
INSERT INTO public.decision VALUES (1, 1, 'accepted', '', NULL, '2025-11-17 05:00:00+00', '');
INSERT INTO public.decision VALUES (2, 2, 'accepted', '', NULL, '2025-11-17 05:00:00+00', '');
INSERT INTO public.decision VALUES (3, 3, 'duplicate', '', NULL, '2025-11-17 05:00:00+00', '');
INSERT INTO public.decision VALUES (4, 4, 'accepted', '', NULL, '2025-11-17 05:00:00+00', '');
INSERT INTO public.decision VALUES (5, 2, 'rejected', 'by_review', NULL, '2025-11-17 05:00:00+00', '');
INSERT INTO public.evidence VALUES (1, 1, 1, 1, '5', '1:5', 'post', 'link', 'facebook', 'post', 'facebook:post:1', 'https://example.com/facebook:post:1', '2025-11-17 05:00:00+00', '2025-11-17', 'accepted', '', '1:quota:facebook:post:1', NULL, NULL, 0, 1);
INSERT INTO public.evidence VALUES (3, 1, 1, 1, '7', '1:7', 'post', 'link', 'facebook', 'post', 'facebook:post:1', 'https://example.com/facebook:post:1', '2025-11-17 05:00:00+00', '2025-11-17', 'duplicate', '', NULL, NULL, NULL, 0, 1);
INSERT INTO public.evidence VALUES (4, 2, 1, 1, '8', '1:8', 'post', 'link', 'facebook', 'post', 'facebook:post:1', 'https://example.com/facebook:post:1', '2025-11-17 05:00:00+00', '2025-11-17', 'accepted', '', '2:quota:facebook:post:1', NULL, NULL, 0, 2);
INSERT INTO public.evidence VALUES (2, 1, 1, 1, '6', '1:6', 'post', 'link', 'facebook', 'post', 'facebook:post:2', 'https://example.com/facebook:post:2', '2025-11-17 05:00:00+00', '2025-11-17', 'rejected', 'by_review', NULL, NULL, NULL, 0, 1);
INSERT INTO public.inbox VALUES (1, 'telegram', '42', 'telegram:42:901', '-1001', '{"update_id": 901}', 'pending', 0, NULL, '', '2025-11-17 05:00:00+00', NULL);
INSERT INTO public.level VALUES ('department', 'Sở', 0);
INSERT INTO public.level VALUES ('district', 'Phòng', 10);
INSERT INTO public.level VALUES ('commune', 'Xã, phường', 20);
INSERT INTO public.level VALUES ('school', 'Trường', 30);
INSERT INTO public.level VALUES ('group', 'Tổ', 40);
INSERT INTO public.membership VALUES (1, 1, 1, '2025-11-17', NULL, '', true, NULL);
INSERT INTO public.membership VALUES (2, 2, 1, '2025-11-17', NULL, '', true, NULL);
INSERT INTO public.outbox VALUES (1, 'telegram', '42', '-1001', 'say', '{"chat_id": "-1001", "text": "Chào"}', '', false, 'answer', 'pending', 0, NULL, '', '', '2025-11-17 05:00:00+00', NULL, NULL, 1, '');
INSERT INTO public.outbox VALUES (2, 'telegram', '42', '-1001', 'say', '{"chat_id": "-1001", "text": "Chào"}', '', true, 'bulk', 'pending', 0, NULL, '', '', '2025-11-17 05:00:00+00', NULL, NULL, 2, '');
INSERT INTO public.person VALUES (1, 'Lan Nguyễn', true, '2025-11-17 05:00:00+00', '', '', NULL);
INSERT INTO public.person VALUES (2, 'Mai Trần', true, '2025-11-17 05:00:00+00', '', '', NULL);
INSERT INTO public.tally VALUES (2, '2025-11-17', 1, 'post', 1);
INSERT INTO public.tally VALUES (1, '2025-11-17', 1, 'post', 1);
INSERT INTO public.unit VALUES (1, '~TO-TOAN', 'Tổ Toán', 'school', NULL, true, '2025-11-17 05:00:00+00', '2025-11-17', NULL, false);
SELECT pg_catalog.setval('public.account_id_seq', 2, true);
SELECT pg_catalog.setval('public.audit_id_seq', 1, false);
SELECT pg_catalog.setval('public.chat_admin_id_seq', 1, false);
SELECT pg_catalog.setval('public.chat_id_seq', 1, true);
SELECT pg_catalog.setval('public.code_id_seq', 1, false);
SELECT pg_catalog.setval('public.consent_id_seq', 1, false);
SELECT pg_catalog.setval('public.decision_id_seq', 5, true);
SELECT pg_catalog.setval('public.erasure_id_seq', 1, false);
SELECT pg_catalog.setval('public.evidence_id_seq', 4, true);
SELECT pg_catalog.setval('public.exemption_id_seq', 1, false);
SELECT pg_catalog.setval('public.feature_id_seq', 1, false);
SELECT pg_catalog.setval('public.file_job_id_seq', 1, false);
SELECT pg_catalog.setval('public.image_id_seq', 1, false);
SELECT pg_catalog.setval('public.inbox_id_seq', 1, true);
SELECT pg_catalog.setval('public.membership_id_seq', 2, true);
SELECT pg_catalog.setval('public.outbox_id_seq', 2, true);
SELECT pg_catalog.setval('public.page_id_seq', 1, false);
SELECT pg_catalog.setval('public.person_id_seq', 2, true);
SELECT pg_catalog.setval('public.picture_id_seq', 1, false);
SELECT pg_catalog.setval('public.quota_rule_id_seq', 1, false);
SELECT pg_catalog.setval('public.reminder_change_id_seq', 1, false);
SELECT pg_catalog.setval('public.reminder_round_id_seq', 1, false);
SELECT pg_catalog.setval('public.review_id_seq', 1, false);
SELECT pg_catalog.setval('public.role_grant_id_seq', 1, false);
SELECT pg_catalog.setval('public.unit_id_seq', 1, true);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_admin
    ADD CONSTRAINT chat_admin_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat
    ADD CONSTRAINT chat_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.code
    ADD CONSTRAINT code_digest_key UNIQUE (digest);
ALTER TABLE ONLY public.code
    ADD CONSTRAINT code_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.consent
    ADD CONSTRAINT consent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.counter
    ADD CONSTRAINT counter_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.erasure
    ADD CONSTRAINT erasure_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.exemption
    ADD CONSTRAINT exemption_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.feature
    ADD CONSTRAINT feature_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.file_job
    ADD CONSTRAINT file_job_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.image_band
    ADD CONSTRAINT image_band_pkey PRIMARY KEY (key, day, image_id);
ALTER TABLE ONLY public.image
    ADD CONSTRAINT image_original_key UNIQUE (original);
ALTER TABLE ONLY public.image
    ADD CONSTRAINT image_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.known_link
    ADD CONSTRAINT known_link_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.level
    ADD CONSTRAINT level_pkey PRIMARY KEY (code);
ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.page_followers
    ADD CONSTRAINT page_followers_pkey PRIMARY KEY (page_id, day);
ALTER TABLE ONLY public.page
    ADD CONSTRAINT page_key_key UNIQUE (key);
ALTER TABLE ONLY public.page
    ADD CONSTRAINT page_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.picture
    ADD CONSTRAINT picture_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.question
    ADD CONSTRAINT question_pkey PRIMARY KEY (chat_pk);
ALTER TABLE ONLY public.quota_rule
    ADD CONSTRAINT quota_rule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.reminder_change
    ADD CONSTRAINT reminder_change_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.reminder_round
    ADD CONSTRAINT reminder_round_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.review
    ADD CONSTRAINT review_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.role_grant
    ADD CONSTRAINT role_grant_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.secret
    ADD CONSTRAINT secret_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.short_link
    ADD CONSTRAINT short_link_pkey PRIMARY KEY (evidence_id);
ALTER TABLE ONLY public.tally
    ADD CONSTRAINT tally_pkey PRIMARY KEY (person_id, day, unit_id, action);
ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_code_key UNIQUE (code);
ALTER TABLE ONLY public.unit_past
    ADD CONSTRAINT unit_past_pkey PRIMARY KEY (unit_id, until);
ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.unit_setting
    ADD CONSTRAINT unit_setting_pkey PRIMARY KEY (unit_id, name);
ALTER TABLE ONLY public.week_close
    ADD CONSTRAINT week_close_pkey PRIMARY KEY (unit_id, week, version);
CREATE UNIQUE INDEX account_once ON public.account USING btree (platform, user_id);
CREATE INDEX account_to_look_at ON public.account USING btree (id) WHERE (looked_at IS NULL);
CREATE INDEX audit_of_guesses ON public.audit USING btree (actor, at) WHERE ((action)::text = 'code.wrong'::text);
CREATE INDEX audit_of_person ON public.audit USING btree (person_id, id) WHERE (person_id IS NOT NULL);
CREATE INDEX audit_of_tries ON public.audit USING btree (actor, at) WHERE ((action)::text = 'name.tried'::text);
CREATE INDEX audit_of_unit ON public.audit USING btree (unit_id, id) WHERE (unit_id IS NOT NULL);
CREATE INDEX chat_admin_of_user ON public.chat_admin USING btree (user_id);
CREATE UNIQUE INDEX chat_admin_once ON public.chat_admin USING btree (chat_pk, user_id);
CREATE UNIQUE INDEX chat_once ON public.chat USING btree (platform, bot, chat_id);
CREATE INDEX consent_of ON public.consent USING btree (account, purpose, id);
CREATE INDEX decision_by_person ON public.decision USING btree (by_person_id) WHERE (by_person_id IS NOT NULL);
CREATE UNIQUE INDEX evidence_counted_once ON public.evidence USING btree (counts_as, turned_down);
CREATE INDEX evidence_for_feature ON public.evidence USING btree (feature_id) WHERE (feature_id IS NOT NULL);
CREATE INDEX evidence_of_person ON public.evidence USING btree (person_id, account_id);
CREATE INDEX evidence_of_unit ON public.evidence USING btree (unit_id, day, state);
CREATE INDEX evidence_on_page ON public.evidence USING btree (page_id, day) WHERE (page_id IS NOT NULL);
CREATE UNIQUE INDEX evidence_once_per_message ON public.evidence USING btree (submission, key);
CREATE INDEX evidence_pending ON public.evidence USING btree (unit_id, id) WHERE ((state)::text = 'pending'::text);
CREATE UNIQUE INDEX feature_once ON public.feature USING btree (root_id, week, unit_id);
CREATE INDEX file_job_waiting ON public.file_job USING btree (bot, id) WHERE ((state)::text = 'waiting'::text);
CREATE UNIQUE INDEX inbox_once ON public.inbox USING btree (key);
CREATE INDEX inbox_pending ON public.inbox USING btree (id) WHERE ((state)::text = 'pending'::text);
CREATE INDEX ix_account_person_id ON public.account USING btree (person_id);
CREATE INDEX ix_chat_unit_id ON public.chat USING btree (unit_id);
CREATE INDEX ix_code_unit_id ON public.code USING btree (unit_id);
CREATE INDEX ix_decision_evidence_id ON public.decision USING btree (evidence_id);
CREATE INDEX ix_exemption_person_id ON public.exemption USING btree (person_id);
CREATE INDEX ix_exemption_unit_id ON public.exemption USING btree (unit_id);
CREATE INDEX ix_feature_unit_id ON public.feature USING btree (unit_id);
CREATE INDEX ix_image_band_image_id ON public.image_band USING btree (image_id);
CREATE INDEX ix_image_sha256 ON public.image USING btree (sha256);
CREATE INDEX ix_membership_unit_id ON public.membership USING btree (unit_id);
CREATE INDEX ix_page_unit_id ON public.page USING btree (unit_id);
CREATE INDEX ix_picture_evidence_id ON public.picture USING btree (evidence_id);
CREATE INDEX ix_picture_image_id ON public.picture USING btree (image_id);
CREATE INDEX ix_review_unit_id ON public.review USING btree (unit_id);
CREATE INDEX ix_role_grant_unit_id ON public.role_grant USING btree (unit_id);
CREATE INDEX ix_unit_parent_id ON public.unit USING btree (parent_id);
CREATE INDEX ix_unit_past_until ON public.unit_past USING btree (until);
CREATE UNIQUE INDEX membership_once ON public.membership USING btree (person_id, unit_id, since);
CREATE INDEX outbox_asked ON public.outbox USING btree (asked_by) WHERE (((asked_by)::text <> ''::text) AND ((state)::text = ANY ((ARRAY['pending'::character varying, 'sending'::character varying])::text[])));
CREATE INDEX outbox_of_round ON public.outbox USING btree (round_id, chat_id) WHERE (round_id IS NOT NULL);
CREATE UNIQUE INDEX outbox_once ON public.outbox USING btree (dedupe_key);
CREATE INDEX outbox_pending ON public.outbox USING btree (bot, id) WHERE ((state)::text = ANY ((ARRAY['pending'::character varying, 'sending'::character varying])::text[]));
CREATE INDEX outbox_waiting ON public.outbox USING btree (bot, rank, chat_id, id) WHERE ((state)::text = ANY ((ARRAY['pending'::character varying, 'sending'::character varying])::text[]));
CREATE INDEX person_code ON public.person USING btree (code) WHERE ((code)::text <> ''::text);
CREATE INDEX person_phone ON public.person USING btree (phone) WHERE ((phone)::text <> ''::text);
CREATE INDEX picture_like ON public.picture USING btree (other_picture_id) WHERE (other_picture_id IS NOT NULL);
CREATE INDEX picture_of_day ON public.picture USING btree (day, id);
CREATE INDEX picture_of_person ON public.picture USING btree (person_id, id);
CREATE INDEX picture_unsettled ON public.picture USING btree (bot, id) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'kept'::character varying])::text[]));
CREATE INDEX reminder_round_begun ON public.reminder_round USING btree (begun_at);
CREATE UNIQUE INDEX reminder_round_once ON public.reminder_round USING btree (platform, bot, kind, period, due_at);
CREATE INDEX review_audit ON public.review USING btree (evidence_id) WHERE ((why)::text = 'audit'::text);
CREATE UNIQUE INDEX review_of_evidence ON public.review USING btree (evidence_id);
CREATE INDEX review_of_person ON public.review USING btree (person_id);
CREATE INDEX review_open ON public.review USING btree (put_off, id, unit_id, person_id, why) WHERE ((state)::text = 'open'::text);
CREATE INDEX role_grant_of ON public.role_grant USING btree (account);
CREATE INDEX short_link_due ON public.short_link USING btree (bot, account_id, not_before, evidence_id);
CREATE INDEX tally_of_day ON public.tally USING btree (day, count);
CREATE UNIQUE INDEX unit_nowhere ON public.unit USING btree (nowhere) WHERE nowhere;
CREATE INDEX week_close_of_week ON public.week_close USING btree (week);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.chat_admin
    ADD CONSTRAINT chat_admin_chat_pk_fkey FOREIGN KEY (chat_pk) REFERENCES public.chat(id);
ALTER TABLE ONLY public.chat
    ADD CONSTRAINT chat_moved_to_id_fkey FOREIGN KEY (moved_to_id) REFERENCES public.chat(id);
ALTER TABLE ONLY public.chat
    ADD CONSTRAINT chat_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.code
    ADD CONSTRAINT code_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_by_person_id_fkey FOREIGN KEY (by_person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_evidence_id_fkey FOREIGN KEY (evidence_id) REFERENCES public.evidence(id);
ALTER TABLE ONLY public.erasure
    ADD CONSTRAINT erasure_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);
ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_chat_pk_fkey FOREIGN KEY (chat_pk) REFERENCES public.chat(id);
ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_feature_id_fkey FOREIGN KEY (feature_id) REFERENCES public.feature(id);
ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_page_id_fkey FOREIGN KEY (page_id) REFERENCES public.page(id);
ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.exemption
    ADD CONSTRAINT exemption_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.exemption
    ADD CONSTRAINT exemption_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.feature
    ADD CONSTRAINT feature_page_id_fkey FOREIGN KEY (page_id) REFERENCES public.page(id);
ALTER TABLE ONLY public.feature
    ADD CONSTRAINT feature_root_id_fkey FOREIGN KEY (root_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.feature
    ADD CONSTRAINT feature_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.file_job
    ADD CONSTRAINT file_job_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.image_band
    ADD CONSTRAINT image_band_image_id_fkey FOREIGN KEY (image_id) REFERENCES public.image(id);
ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_round_id_fkey FOREIGN KEY (round_id) REFERENCES public.reminder_round(id);
ALTER TABLE ONLY public.page_followers
    ADD CONSTRAINT page_followers_page_id_fkey FOREIGN KEY (page_id) REFERENCES public.page(id);
ALTER TABLE ONLY public.page
    ADD CONSTRAINT page_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.picture
    ADD CONSTRAINT picture_evidence_id_fkey FOREIGN KEY (evidence_id) REFERENCES public.evidence(id);
ALTER TABLE ONLY public.picture
    ADD CONSTRAINT picture_image_id_fkey FOREIGN KEY (image_id) REFERENCES public.image(id);
ALTER TABLE ONLY public.picture
    ADD CONSTRAINT picture_other_id_fkey FOREIGN KEY (other_id) REFERENCES public.evidence(id);
ALTER TABLE ONLY public.picture
    ADD CONSTRAINT picture_other_picture_id_fkey FOREIGN KEY (other_picture_id) REFERENCES public.picture(id);
ALTER TABLE ONLY public.picture
    ADD CONSTRAINT picture_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.question
    ADD CONSTRAINT question_chat_pk_fkey FOREIGN KEY (chat_pk) REFERENCES public.chat(id);
ALTER TABLE ONLY public.review
    ADD CONSTRAINT review_evidence_id_fkey FOREIGN KEY (evidence_id) REFERENCES public.evidence(id);
ALTER TABLE ONLY public.review
    ADD CONSTRAINT review_other_id_fkey FOREIGN KEY (other_id) REFERENCES public.evidence(id);
ALTER TABLE ONLY public.review
    ADD CONSTRAINT review_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.review
    ADD CONSTRAINT review_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.role_grant
    ADD CONSTRAINT role_grant_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.short_link
    ADD CONSTRAINT short_link_evidence_id_fkey FOREIGN KEY (evidence_id) REFERENCES public.evidence(id);
ALTER TABLE ONLY public.tally
    ADD CONSTRAINT tally_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.tally
    ADD CONSTRAINT tally_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.unit_past
    ADD CONSTRAINT unit_past_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.unit_past
    ADD CONSTRAINT unit_past_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.unit_setting
    ADD CONSTRAINT unit_setting_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.week_close
    ADD CONSTRAINT week_close_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id);
