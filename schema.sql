-- UkrCRM: the whole data model, version 4.
--
-- One portable dialect; db/ turns it into what an engine speaks:
--   INTEGER is 64 bits, TEXT is UTF-8 in NFC, BLOB is bytes; a table's `id` numbers itself and is unique over the base,
--   so that "task 42" is enough to name a record; CREATE SEARCH INDEX and CREATE APPEND ONLY RULE are ours (db/db.h).
-- Every tenant table is led by enterprise_id, its foreign keys too: a row can never point into another enterprise, and
-- the tables can be sharded by it. Enterprise 0 is the installation: it owns what belongs to no enterprise (service
-- mail, the log of profiles).
--
-- Conventions: *_at is an instant (microseconds, UTC), *_on a calendar day (ISO text), minutes count from midnight;
-- `version` grows with every save; `archived_at` takes a row out of lists but not out of history; *_key columns are
-- derived by core (collation keys, normalised addresses) and never shown; an empty value has the key X'FF', so that it sorts last.
-- The rules behind the constraints are numbered in docs/rules.md.

-- == The installation =================================================================================================

-- Facts about this base, by name: base_uuid, collation (version of the sort keys), created_at.
CREATE TABLE base_fact (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (name)
);

-- What an enterprise may use and what it pays: counted by employees «Работает», never refusing one.
CREATE TABLE plan (
    id INTEGER NOT NULL,
    code TEXT NOT NULL CHECK (code <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    included_employees INTEGER NOT NULL DEFAULT 0 CHECK (included_employees >= 0),
    price_minor INTEGER NOT NULL DEFAULT 0 CHECK (price_minor >= 0), -- of one employee and month, in hundredths
    currency TEXT NOT NULL DEFAULT 'UAH' CHECK (length(currency) = 3),
    position INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (id),
    UNIQUE (code)
);

-- One person's login, shared by all their enterprises.
CREATE TABLE profile (
    id INTEGER NOT NULL,
    surname TEXT NOT NULL DEFAULT '',
    first_name TEXT NOT NULL DEFAULT '',
    patronymic TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL CHECK (email <> ''),
    email_key TEXT NOT NULL CHECK (email_key <> ''),
    email_verified_at INTEGER,
    phone TEXT NOT NULL DEFAULT '',
    phone_key BLOB NOT NULL,
    sex TEXT NOT NULL DEFAULT '' CHECK (sex IN ('', 'female', 'male')),
    birth_on TEXT CHECK (birth_on IS NULL OR length(birth_on) = 10),
    language TEXT NOT NULL DEFAULT '' CHECK (language IN ('', 'ru', 'uk', 'en')), -- '': the locale decides
    password_hash TEXT, -- argon2id; NULL: invited, has not chosen one yet
    os_account TEXT,    -- an operating-system account that signs in as this profile, tied by the admin
    locked_at INTEGER,
    signed_in_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    sort_key BLOB NOT NULL,
    search_text TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (id),
    UNIQUE (email_key),
    UNIQUE (os_account)
);

-- The photo, apart so that no list drags it along. Stored re-encoded and cropped square.
CREATE TABLE profile_photo (
    id INTEGER NOT NULL, -- profile.id
    image BLOB NOT NULL,
    media_type TEXT NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg')),
    width INTEGER NOT NULL CHECK (width BETWEEN 1 AND 1024),
    height INTEGER NOT NULL CHECK (height BETWEEN 1 AND 1024),
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY (id) REFERENCES profile (id)
);

-- One-time codes sent by mail: only their hash is kept. At most one live code per purpose and address.
CREATE TABLE one_time_code (
    id INTEGER NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('sign_up', 'email_change', 'password_reset', 'invitation')),
    email_key TEXT NOT NULL,
    profile_id INTEGER,
    code_hash TEXT NOT NULL,
    payload TEXT NOT NULL DEFAULT '', -- JSON: what takes effect with the code (sign-up form, new address); no password in clear
    tries_left INTEGER NOT NULL DEFAULT 5 CHECK (tries_left >= 0),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY (profile_id) REFERENCES profile (id)
);
CREATE UNIQUE INDEX one_time_code_live ON one_time_code (purpose, email_key) WHERE used_at IS NULL;

-- Throttling: signing in, per account ('account:' + e-mail key) and per source ('source:' + address), three free tries, then 2^n seconds;
-- mails with a code, per address ('codes to:'), three free, and per source ('codes from:'), twenty.
CREATE TABLE throttle (
    name TEXT NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
    blocked_until INTEGER NOT NULL DEFAULT 0,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (name)
);

-- Every try to sign in.
CREATE TABLE sign_in (
    id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    email_key TEXT NOT NULL,
    source TEXT NOT NULL DEFAULT '',
    profile_id INTEGER,
    outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'wrong', 'throttled', 'locked', 'owner', 'os_account')),
    PRIMARY KEY (id),
    FOREIGN KEY (profile_id) REFERENCES profile (id)
);
CREATE INDEX sign_in_by_time ON sign_in (at);
CREATE APPEND ONLY RULE ON sign_in;

-- == Enterprise and people ============================================================================================

-- A tenant. Its own id leads it like every other row.
CREATE TABLE enterprise (
    id INTEGER NOT NULL,
    full_name TEXT NOT NULL CHECK (full_name <> ''),
    short_name TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    website TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    country TEXT NOT NULL DEFAULT 'UA' CHECK (length(country) = 2),
    zone TEXT NOT NULL DEFAULT 'Europe/Kyiv' CHECK (zone <> ''),
    plan_id INTEGER,
    -- mail
    sender_name TEXT NOT NULL DEFAULT '',
    sender_address TEXT NOT NULL DEFAULT '',
    reply_to TEXT NOT NULL DEFAULT '',
    window_open INTEGER NOT NULL DEFAULT 540 CHECK (window_open BETWEEN 0 AND 1439),
    window_close INTEGER NOT NULL DEFAULT 1080 CHECK (window_close BETWEEN 1 AND 1440),
    weekdays INTEGER NOT NULL DEFAULT 127 CHECK (weekdays BETWEEN 0 AND 127), -- bit 0: Monday … bit 6: Sunday
    hourly_limit INTEGER NOT NULL DEFAULT 0 CHECK (hourly_limit >= 0),        -- 0: none
    daily_limit INTEGER NOT NULL DEFAULT 0 CHECK (daily_limit >= 0),
    digest_minute INTEGER NOT NULL DEFAULT 480 CHECK (digest_minute BETWEEN 0 AND 719),
    paused_at INTEGER, -- the panic key: no letter of this enterprise leaves
    created_by INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    archived_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    sort_key BLOB NOT NULL,
    search_text TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (id),
    CHECK (window_open < window_close),
    FOREIGN KEY (plan_id) REFERENCES plan (id),
    FOREIGN KEY (created_by) REFERENCES profile (id)
);

-- Days without sending, though the weekday allows it.
CREATE TABLE holiday (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    day_on TEXT NOT NULL CHECK (length(day_on) = 10),
    name TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (enterprise_id, id),
    UNIQUE (enterprise_id, day_on),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id)
);

-- A profile's membership in an enterprise. Names live in the profile; sort_key and search_text repeat them for the list.
CREATE TABLE employee (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    profile_id INTEGER NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'manager', 'guest')),
    status TEXT NOT NULL DEFAULT 'working' CHECK (status IN ('working', 'dismissed', 'sick', 'parental', 'other')),
    position TEXT NOT NULL DEFAULT '',
    work_phone TEXT NOT NULL DEFAULT '',
    work_email TEXT NOT NULL DEFAULT '',
    hired_on TEXT CHECK (hired_on IS NULL OR length(hired_on) = 10),
    digest_off INTEGER NOT NULL DEFAULT 0 CHECK (digest_off IN (0, 1)), -- heeded while sick or on parental leave
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    archived_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    sort_key BLOB NOT NULL,
    search_text TEXT NOT NULL DEFAULT '',
    task_mail TEXT NOT NULL DEFAULT 'all' CHECK (task_mail IN ('all', 'assigned', 'none')),
    PRIMARY KEY (enterprise_id, id),
    UNIQUE (enterprise_id, profile_id),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id),
    FOREIGN KEY (profile_id) REFERENCES profile (id)
);
CREATE INDEX employee_by_profile ON employee (profile_id);
CREATE INDEX employee_by_name ON employee (enterprise_id, sort_key, id);

-- What each role may do here: action by action, none, own or all. Seeded from the default table in core when the enterprise is
-- created; every cell is a row.
CREATE TABLE role_right (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'manager', 'guest')),
    action TEXT NOT NULL CHECK (action <> ''),
    extent TEXT NOT NULL CHECK (extent IN ('none', 'own', 'all')),
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (enterprise_id, id),
    UNIQUE (enterprise_id, role, action),
    CHECK (role <> 'owner' OR extent = 'all'),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id)
);

-- An address asked to become an employee; the code itself is in one_time_code ('invitation').
CREATE TABLE invitation (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    email TEXT NOT NULL CHECK (email <> ''),
    email_key TEXT NOT NULL CHECK (email_key <> ''),
    role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'manager', 'guest')),
    position TEXT NOT NULL DEFAULT '',
    hired_on TEXT CHECK (hired_on IS NULL OR length(hired_on) = 10),
    code_hash TEXT NOT NULL,
    tries_left INTEGER NOT NULL DEFAULT 5 CHECK (tries_left >= 0),
    invited_by INTEGER, -- employee; NULL: the console
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    accepted_at INTEGER,
    withdrawn_at INTEGER,
    PRIMARY KEY (enterprise_id, id),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id),
    FOREIGN KEY (enterprise_id, invited_by) REFERENCES employee (enterprise_id, id)
);
CREATE UNIQUE INDEX invitation_live ON invitation (enterprise_id, email_key) WHERE accepted_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX invitation_by_email ON invitation (email_key);

-- == Choices that an enterprise may change ============================================================================
-- Built-in rows have a code and are shown translated; added ones have none and are shown as typed.

CREATE TABLE client_status (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    code TEXT,
    name TEXT NOT NULL CHECK (name <> ''),
    position INTEGER NOT NULL,
    is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
    archived_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (enterprise_id, id),
    UNIQUE (enterprise_id, code),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id)
);

CREATE TABLE task_type (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    code TEXT,
    name TEXT NOT NULL CHECK (name <> ''),
    position INTEGER NOT NULL,
    is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
    archived_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (enterprise_id, id),
    UNIQUE (enterprise_id, code),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id)
);

-- `closed` is what makes a task closed: a property of the row, not of its name.
CREATE TABLE task_status (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    code TEXT,
    name TEXT NOT NULL CHECK (name <> ''),
    position INTEGER NOT NULL,
    is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
    closed INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1)),
    archived_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (enterprise_id, id),
    UNIQUE (enterprise_id, code),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id)
);

CREATE TABLE task_priority (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    code TEXT,
    name TEXT NOT NULL CHECK (name <> ''),
    position INTEGER NOT NULL, -- higher is more urgent
    is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
    archived_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (enterprise_id, id),
    UNIQUE (enterprise_id, code),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id)
);

-- == Clients ==========================================================================================================

-- A person the enterprise sells to. email and phone repeat the primary contacts as typed; the *_key columns carry the sort orders
-- of the list, each with its index, so that the first page of a million rows costs the same by any column.
CREATE TABLE client (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    surname TEXT NOT NULL DEFAULT '',
    first_name TEXT NOT NULL DEFAULT '',
    patronymic TEXT NOT NULL DEFAULT '',
    company TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    skype TEXT NOT NULL DEFAULT '',
    viber TEXT NOT NULL DEFAULT '',
    telegram TEXT NOT NULL DEFAULT '',
    whatsapp TEXT NOT NULL DEFAULT '',
    sex TEXT NOT NULL DEFAULT '' CHECK (sex IN ('', 'female', 'male')),
    birth_on TEXT CHECK (birth_on IS NULL OR length(birth_on) = 10),
    status_id INTEGER NOT NULL,
    source TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    comment TEXT NOT NULL DEFAULT '',
    employee_id INTEGER, -- responsible
    created_by INTEGER,  -- employee; NULL: a program
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    archived_at INTEGER,
    merged_into INTEGER, -- the client that took this one in
    version INTEGER NOT NULL DEFAULT 1,
    sort_key BLOB NOT NULL,
    company_key BLOB NOT NULL,
    email_key BLOB NOT NULL,
    phone_key BLOB NOT NULL,
    search_text TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (enterprise_id, id),
    CHECK (surname <> '' OR first_name <> '' OR company <> '' OR email <> '' OR phone <> ''),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id),
    FOREIGN KEY (enterprise_id, status_id) REFERENCES client_status (enterprise_id, id),
    FOREIGN KEY (enterprise_id, employee_id) REFERENCES employee (enterprise_id, id),
    FOREIGN KEY (enterprise_id, created_by) REFERENCES employee (enterprise_id, id),
    FOREIGN KEY (enterprise_id, merged_into) REFERENCES client (enterprise_id, id)
);
CREATE INDEX client_by_name ON client (enterprise_id, sort_key, id) WHERE archived_at IS NULL;
CREATE INDEX client_by_company ON client (enterprise_id, company_key, id) WHERE archived_at IS NULL;
CREATE INDEX client_by_email ON client (enterprise_id, email_key, id) WHERE archived_at IS NULL;
CREATE INDEX client_by_phone ON client (enterprise_id, phone_key, id) WHERE archived_at IS NULL;
CREATE INDEX client_by_status ON client (enterprise_id, status_id, sort_key, id) WHERE archived_at IS NULL;
CREATE INDEX client_by_employee ON client (enterprise_id, employee_id, sort_key, id) WHERE archived_at IS NULL;
CREATE INDEX client_by_creation ON client (enterprise_id, created_at, id) WHERE archived_at IS NULL;
CREATE INDEX client_by_merge ON client (enterprise_id, merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX client_archived ON client (enterprise_id, archived_at, id) WHERE archived_at IS NOT NULL;
CREATE SEARCH INDEX client_search ON client (search_text);

-- E-mails and phones of a client: several, position 0 is the primary one of its kind. Not unique on purpose: duplicates are pointed
-- out, never forbidden. The primary one is looked up by client_by_email and client_by_phone: a second index on it would cost an
-- import of a million rows as much as all others together.
CREATE TABLE client_contact (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('email', 'phone')),
    position INTEGER NOT NULL CHECK (position >= 0),
    value TEXT NOT NULL CHECK (value <> ''), -- as typed
    value_key TEXT NOT NULL,                 -- normalised address, or E.164 digits
    PRIMARY KEY (enterprise_id, id),
    UNIQUE (enterprise_id, client_id, kind, position),
    FOREIGN KEY (enterprise_id, client_id) REFERENCES client (enterprise_id, id)
);
CREATE INDEX client_contact_by_key ON client_contact (enterprise_id, value_key, kind, client_id) WHERE position > 0;

CREATE TABLE tag (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    name_key TEXT NOT NULL, -- folded: «VIP» and «vip» are one tag
    PRIMARY KEY (enterprise_id, id),
    UNIQUE (enterprise_id, name_key),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id)
);

CREATE TABLE client_tag (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    tag_id INTEGER NOT NULL,
    PRIMARY KEY (enterprise_id, id),
    UNIQUE (enterprise_id, client_id, tag_id),
    FOREIGN KEY (enterprise_id, client_id) REFERENCES client (enterprise_id, id),
    FOREIGN KEY (enterprise_id, tag_id) REFERENCES tag (enterprise_id, id)
);
CREATE INDEX client_tag_by_tag ON client_tag (enterprise_id, tag_id, client_id);

-- == Tasks ============================================================================================================

CREATE TABLE task (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    subject TEXT NOT NULL CHECK (subject <> ''),
    due_on TEXT NOT NULL CHECK (length(due_on) = 10),
    due_minute INTEGER CHECK (due_minute BETWEEN 0 AND 1439), -- NULL: the whole day
    due_at INTEGER NOT NULL, -- derived: the instant after which it is overdue, in the enterprise's zone
    description TEXT NOT NULL DEFAULT '',
    type_id INTEGER NOT NULL,
    status_id INTEGER NOT NULL,
    priority_id INTEGER NOT NULL,
    assignee_id INTEGER, -- employee
    client_id INTEGER,
    created_by INTEGER,
    snoozed_until TEXT CHECK (snoozed_until IS NULL OR length(snoozed_until) = 10),
    recurrence TEXT NOT NULL DEFAULT '', -- RFC 5545 RRULE; the next task is made when this one is closed
    previous_id INTEGER,                 -- the task this one follows in its recurrence
    closed_at INTEGER,                   -- derived from the status row's `closed`
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    archived_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    sort_key BLOB NOT NULL,
    search_text TEXT NOT NULL DEFAULT '',
    client_key BLOB, -- the client's sort_key; NULL: no client
    PRIMARY KEY (enterprise_id, id),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id),
    FOREIGN KEY (enterprise_id, type_id) REFERENCES task_type (enterprise_id, id),
    FOREIGN KEY (enterprise_id, status_id) REFERENCES task_status (enterprise_id, id),
    FOREIGN KEY (enterprise_id, priority_id) REFERENCES task_priority (enterprise_id, id),
    FOREIGN KEY (enterprise_id, assignee_id) REFERENCES employee (enterprise_id, id),
    FOREIGN KEY (enterprise_id, client_id) REFERENCES client (enterprise_id, id),
    FOREIGN KEY (enterprise_id, created_by) REFERENCES employee (enterprise_id, id),
    FOREIGN KEY (enterprise_id, previous_id) REFERENCES task (enterprise_id, id)
);
CREATE INDEX task_by_due ON task (enterprise_id, due_at, id) WHERE archived_at IS NULL;
CREATE INDEX task_open ON task (enterprise_id, due_at, id) WHERE archived_at IS NULL AND closed_at IS NULL;
CREATE INDEX task_by_closed ON task (enterprise_id, closed_at, id) WHERE archived_at IS NULL;
CREATE INDEX task_by_subject ON task (enterprise_id, sort_key, id) WHERE archived_at IS NULL;
CREATE INDEX task_by_status ON task (enterprise_id, status_id, due_at, id) WHERE archived_at IS NULL;
CREATE INDEX task_by_priority ON task (enterprise_id, priority_id, due_at, id) WHERE archived_at IS NULL;
CREATE INDEX task_by_type ON task (enterprise_id, type_id, due_at, id) WHERE archived_at IS NULL;
CREATE INDEX task_by_assignee ON task (enterprise_id, assignee_id, due_at, id) WHERE archived_at IS NULL;
CREATE INDEX task_by_client ON task (enterprise_id, client_id, due_at, id) WHERE archived_at IS NULL;
CREATE INDEX task_by_client_name ON task (enterprise_id, client_key, id) WHERE archived_at IS NULL;
CREATE INDEX task_archived_by_client ON task (enterprise_id, client_id) WHERE archived_at IS NOT NULL;
CREATE INDEX task_open_by_assignee ON task (enterprise_id, assignee_id, due_on, snoozed_until) WHERE archived_at IS NULL AND closed_at IS NULL;
CREATE UNIQUE INDEX task_by_previous ON task (enterprise_id, previous_id) WHERE previous_id IS NOT NULL;
CREATE SEARCH INDEX task_search ON task (search_text);

CREATE TABLE task_watcher (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    task_id INTEGER NOT NULL,
    employee_id INTEGER NOT NULL,
    PRIMARY KEY (enterprise_id, id),
    UNIQUE (enterprise_id, task_id, employee_id),
    FOREIGN KEY (enterprise_id, task_id) REFERENCES task (enterprise_id, id),
    FOREIGN KEY (enterprise_id, employee_id) REFERENCES employee (enterprise_id, id)
);

CREATE TABLE task_check (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    task_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    text TEXT NOT NULL CHECK (text <> ''),
    done INTEGER NOT NULL DEFAULT 0 CHECK (done IN (0, 1)),
    PRIMARY KEY (enterprise_id, id),
    FOREIGN KEY (enterprise_id, task_id) REFERENCES task (enterprise_id, id)
);
CREATE INDEX task_check_by_task ON task_check (enterprise_id, task_id, position);

-- == Letters ==========================================================================================================

CREATE TABLE subject (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 255), -- characters
    created_by INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    archived_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    sort_key BLOB NOT NULL,
    search_text TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (enterprise_id, id),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id),
    FOREIGN KEY (enterprise_id, created_by) REFERENCES employee (enterprise_id, id)
);
CREATE INDEX subject_by_text ON subject (enterprise_id, sort_key, id) WHERE archived_at IS NULL;

-- Revisions of bodies and signatures: never changed once written; the change log holds their ids.
CREATE TABLE content (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    html TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (enterprise_id, id),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id)
);
CREATE APPEND ONLY RULE ON content;

CREATE TABLE body (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    content_id INTEGER NOT NULL,
    created_by INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    archived_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    sort_key BLOB NOT NULL,
    search_text TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (enterprise_id, id),
    FOREIGN KEY (enterprise_id, content_id) REFERENCES content (enterprise_id, id),
    FOREIGN KEY (enterprise_id, created_by) REFERENCES employee (enterprise_id, id)
);
CREATE INDEX body_by_name ON body (enterprise_id, sort_key, id) WHERE archived_at IS NULL;

CREATE TABLE signature (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    content_id INTEGER NOT NULL,
    created_by INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    archived_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    sort_key BLOB NOT NULL,
    search_text TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (enterprise_id, id),
    FOREIGN KEY (enterprise_id, content_id) REFERENCES content (enterprise_id, id),
    FOREIGN KEY (enterprise_id, created_by) REFERENCES employee (enterprise_id, id)
);
CREATE INDEX signature_by_name ON signature (enterprise_id, sort_key, id) WHERE archived_at IS NULL;

-- A named trio. Its parts are read when it is sent, so a part in use cannot be deleted.
CREATE TABLE letter (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    subject_id INTEGER NOT NULL,
    body_id INTEGER NOT NULL,
    signature_id INTEGER NOT NULL,
    created_by INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    archived_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    sort_key BLOB NOT NULL,
    search_text TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (enterprise_id, id),
    FOREIGN KEY (enterprise_id, subject_id) REFERENCES subject (enterprise_id, id),
    FOREIGN KEY (enterprise_id, body_id) REFERENCES body (enterprise_id, id),
    FOREIGN KEY (enterprise_id, signature_id) REFERENCES signature (enterprise_id, id),
    FOREIGN KEY (enterprise_id, created_by) REFERENCES employee (enterprise_id, id)
);
CREATE INDEX letter_by_name ON letter (enterprise_id, sort_key, id) WHERE archived_at IS NULL;
CREATE INDEX letter_by_subject ON letter (enterprise_id, subject_id);
CREATE INDEX letter_by_body ON letter (enterprise_id, body_id);
CREATE INDEX letter_by_signature ON letter (enterprise_id, signature_id);

-- == Campaigns ========================================================================================================

CREATE TABLE campaign (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    description TEXT NOT NULL DEFAULT '',
    paused_at INTEGER,
    created_by INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    archived_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    sort_key BLOB NOT NULL,
    search_text TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (enterprise_id, id),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id),
    FOREIGN KEY (enterprise_id, created_by) REFERENCES employee (enterprise_id, id)
);
CREATE INDEX campaign_by_name ON campaign (enterprise_id, sort_key, id) WHERE archived_at IS NULL;

-- A letter's place in a campaign: `days` after the letter before it (the first one: 0). A step taken out keeps its row, so that what
-- was sent by it stays readable; it is never used again.
CREATE TABLE campaign_step (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    campaign_id INTEGER NOT NULL,
    letter_id INTEGER NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 0),
    days INTEGER NOT NULL CHECK (days BETWEEN 0 AND 3650),
    removed_at INTEGER,
    PRIMARY KEY (enterprise_id, id),
    FOREIGN KEY (enterprise_id, campaign_id) REFERENCES campaign (enterprise_id, id),
    FOREIGN KEY (enterprise_id, letter_id) REFERENCES letter (enterprise_id, id),
    CHECK (position = 0 OR days >= 1)
);
CREATE UNIQUE INDEX campaign_step_letter ON campaign_step (enterprise_id, campaign_id, letter_id) WHERE removed_at IS NULL;
CREATE INDEX campaign_step_order ON campaign_step (enterprise_id, campaign_id, position);
CREATE INDEX campaign_step_by_letter ON campaign_step (enterprise_id, letter_id);

-- == Lists ============================================================================================================

CREATE TABLE list (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    description TEXT NOT NULL DEFAULT '',
    api_hash TEXT NOT NULL CHECK (length(api_hash) >= 26), -- 128 random bits or more; only adds, so shown in clear
    api_enabled INTEGER NOT NULL DEFAULT 1 CHECK (api_enabled IN (0, 1)),
    redirect_url TEXT NOT NULL DEFAULT '',
    paused_at INTEGER,
    created_by INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    archived_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    sort_key BLOB NOT NULL,
    search_text TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (enterprise_id, id),
    UNIQUE (api_hash),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id),
    FOREIGN KEY (enterprise_id, created_by) REFERENCES employee (enterprise_id, id)
);
CREATE INDEX list_by_name ON list (enterprise_id, sort_key, id) WHERE archived_at IS NULL;

-- Campaigns that joining the list starts: at once, or after_days later.
CREATE TABLE list_campaign (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    list_id INTEGER NOT NULL,
    campaign_id INTEGER NOT NULL,
    after_days INTEGER NOT NULL DEFAULT 0 CHECK (after_days BETWEEN 0 AND 3650), -- 0: at once
    attached_at INTEGER NOT NULL,
    PRIMARY KEY (enterprise_id, id),
    UNIQUE (enterprise_id, list_id, campaign_id),
    FOREIGN KEY (enterprise_id, list_id) REFERENCES list (enterprise_id, id),
    FOREIGN KEY (enterprise_id, campaign_id) REFERENCES campaign (enterprise_id, id)
);
CREATE INDEX list_campaign_by_campaign ON list_campaign (enterprise_id, campaign_id);

-- An import of a file: what came of it, and the thread by which all of it can be undone.
CREATE TABLE import (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    file_name TEXT NOT NULL,
    list_id INTEGER,
    settings TEXT NOT NULL DEFAULT '', -- JSON: encoding, delimiter, mapping, what to do with duplicates
    started_at INTEGER NOT NULL,
    finished_at INTEGER, -- NULL: running, or died; rows up to rows_done are in
    rows_done INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    rejected INTEGER NOT NULL DEFAULT 0,
    members INTEGER NOT NULL DEFAULT 0,
    undone_at INTEGER,
    created_by INTEGER,
    PRIMARY KEY (enterprise_id, id),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id),
    FOREIGN KEY (enterprise_id, list_id) REFERENCES list (enterprise_id, id),
    FOREIGN KEY (enterprise_id, created_by) REFERENCES employee (enterprise_id, id)
);

-- How a header was mapped last time, to offer it again.
CREATE TABLE import_mapping (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    header TEXT NOT NULL, -- folded
    field TEXT NOT NULL,  -- '': ignored
    PRIMARY KEY (enterprise_id, id),
    UNIQUE (enterprise_id, header),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id)
);

-- Membership with its source. Leaving keeps the row (left_at), so that rejoining is seen.
CREATE TABLE list_member (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    list_id INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('hand', 'import', 'api')),
    import_id INTEGER,
    joined_at INTEGER NOT NULL,
    left_at INTEGER,
    PRIMARY KEY (enterprise_id, id),
    UNIQUE (enterprise_id, list_id, client_id),
    FOREIGN KEY (enterprise_id, list_id) REFERENCES list (enterprise_id, id),
    FOREIGN KEY (enterprise_id, client_id) REFERENCES client (enterprise_id, id),
    FOREIGN KEY (enterprise_id, import_id) REFERENCES import (enterprise_id, id)
);
CREATE INDEX list_member_by_client ON list_member (enterprise_id, client_id);
CREATE INDEX list_member_by_import ON list_member (enterprise_id, import_id) WHERE import_id IS NOT NULL;

-- A request to the list API as it came, committed before it is processed, so that it can be replayed.
CREATE TABLE api_request (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    list_id INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    source TEXT NOT NULL,
    media_type TEXT NOT NULL,
    content BLOB NOT NULL,
    fingerprint TEXT NOT NULL, -- of the values: the same within five minutes is one request
    processed_at INTEGER,
    outcome TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (enterprise_id, id),
    FOREIGN KEY (enterprise_id, list_id) REFERENCES list (enterprise_id, id)
);
CREATE INDEX api_request_recent ON api_request (enterprise_id, list_id, fingerprint, received_at);

-- == Sending ==========================================================================================================

-- One client going through one campaign. "Finished" is derived: no step is left. Restarting makes run + 1.
CREATE TABLE enrollment (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    campaign_id INTEGER NOT NULL,
    run INTEGER NOT NULL DEFAULT 1 CHECK (run >= 1),
    start_on TEXT NOT NULL CHECK (length(start_on) = 10),
    at_once INTEGER NOT NULL CHECK (at_once IN (0, 1)),
    source TEXT NOT NULL CHECK (source IN ('card', 'list', 'import', 'api')),
    import_id INTEGER,
    created_by INTEGER,
    created_at INTEGER NOT NULL,
    paused_at INTEGER,
    stopped_at INTEGER,
    stop_reason TEXT CHECK (stop_reason IN ('stopped', 'left_list', 'unsubscribed', 'undone', 'restarted')),
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (enterprise_id, id),
    UNIQUE (enterprise_id, client_id, campaign_id, run),
    CHECK ((stopped_at IS NULL) = (stop_reason IS NULL)),
    FOREIGN KEY (enterprise_id, client_id) REFERENCES client (enterprise_id, id),
    FOREIGN KEY (enterprise_id, campaign_id) REFERENCES campaign (enterprise_id, id),
    FOREIGN KEY (enterprise_id, import_id) REFERENCES import (enterprise_id, id),
    FOREIGN KEY (enterprise_id, created_by) REFERENCES employee (enterprise_id, id)
);
CREATE INDEX enrollment_by_campaign ON enrollment (enterprise_id, campaign_id);
CREATE INDEX enrollment_by_import ON enrollment (enterprise_id, import_id) WHERE import_id IS NOT NULL;

-- Lists that caused an enrollment: leaving the last of them cancels it.
CREATE TABLE enrollment_list (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    enrollment_id INTEGER NOT NULL,
    list_id INTEGER NOT NULL,
    PRIMARY KEY (enterprise_id, id),
    UNIQUE (enterprise_id, enrollment_id, list_id),
    FOREIGN KEY (enterprise_id, enrollment_id) REFERENCES enrollment (enterprise_id, id),
    FOREIGN KEY (enterprise_id, list_id) REFERENCES list (enterprise_id, id)
);
CREATE INDEX enrollment_list_by_list ON enrollment_list (enterprise_id, list_id);

-- One pass of the mailer; the newest started_at / seen_at is its heartbeat. A run is dead when its lock can be taken.
CREATE TABLE mailer_run (
    id INTEGER NOT NULL,
    lock_name TEXT NOT NULL,
    host TEXT NOT NULL,
    process INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    finished_at INTEGER,
    sent INTEGER NOT NULL DEFAULT 0,
    deferred INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    unknown INTEGER NOT NULL DEFAULT 0,
    held INTEGER NOT NULL DEFAULT 0,
    digests INTEGER NOT NULL DEFAULT 0,
    claims INTEGER NOT NULL DEFAULT 0, -- a finished run without one has left no trace: the next run takes its row over
    alarm TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (id)
);
CREATE INDEX mailer_run_by_start ON mailer_run (started_at);
CREATE INDEX mailer_run_open ON mailer_run (id) WHERE finished_at IS NULL;

-- One letter of one enrollment, or one mail of the system, on its way to one address.
--   queued → claimed → in_data → sent | deferred | failed | unknown; held, skipped, cancelled
-- next_at is the earliest instant for a (further) try: due_at at first, later the end of the back-off; once failed or skipped, the
-- instant at which it ended, from which the next letter is counted. An enrollment has at most one delivery that is open (queued,
-- claimed, in_data, deferred, held, unknown), and its rows came into being in the order of its letters.
-- What was claimed (run, Message-ID, date, bytes in delivery_message) is fixed before the first byte of SMTP.
CREATE TABLE delivery (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('letter', 'service', 'digest', 'alarm')),
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN
        ('queued', 'claimed', 'in_data', 'sent', 'deferred', 'failed', 'unknown', 'held', 'skipped', 'cancelled')),
    due_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    enrollment_id INTEGER,
    step_id INTEGER,
    campaign_id INTEGER,
    letter_id INTEGER,
    client_id INTEGER,
    run INTEGER,
    employee_id INTEGER,               -- digest, changes of tasks: whose
    profile_id INTEGER,                -- service: whose, when known
    address TEXT NOT NULL DEFAULT '',  -- letter: fixed by the claim
    address_key TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    template TEXT NOT NULL DEFAULT '', -- service: which mail
    payload TEXT NOT NULL DEFAULT '',  -- service: JSON for the template; wiped once sent, it may carry a code
    run_id INTEGER,
    message_id TEXT,
    claimed_at INTEGER,
    in_data_at INTEGER,
    sent_at INTEGER,
    sent_on TEXT CHECK (sent_on IS NULL OR length(sent_on) = 10), -- local day of sent_at: at most one letter a day
    first_try_at INTEGER,
    tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
    reason TEXT NOT NULL DEFAULT '',   -- why held, skipped, failed, cancelled: a code, with its detail after a colon
    reply TEXT NOT NULL DEFAULT '',    -- the server's last word
    unsubscribe_hash TEXT,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (enterprise_id, id),
    CHECK ((kind = 'letter') = (enrollment_id IS NOT NULL)),
    CHECK (kind <> 'letter' OR (step_id IS NOT NULL AND campaign_id IS NOT NULL AND letter_id IS NOT NULL AND client_id IS NOT NULL
        AND run IS NOT NULL)),
    CHECK (state NOT IN ('claimed', 'in_data') OR (run_id IS NOT NULL AND message_id IS NOT NULL)),
    CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id),
    FOREIGN KEY (enterprise_id, enrollment_id) REFERENCES enrollment (enterprise_id, id),
    FOREIGN KEY (enterprise_id, step_id) REFERENCES campaign_step (enterprise_id, id),
    FOREIGN KEY (enterprise_id, campaign_id) REFERENCES campaign (enterprise_id, id),
    FOREIGN KEY (enterprise_id, letter_id) REFERENCES letter (enterprise_id, id),
    FOREIGN KEY (enterprise_id, client_id) REFERENCES client (enterprise_id, id),
    FOREIGN KEY (enterprise_id, employee_id) REFERENCES employee (enterprise_id, id),
    FOREIGN KEY (profile_id) REFERENCES profile (id),
    FOREIGN KEY (run_id) REFERENCES mailer_run (id)
);
-- No letter twice: neither to an enrollment nor, within a run of a campaign, to one address of two clients.
CREATE UNIQUE INDEX delivery_once ON delivery (enterprise_id, enrollment_id, step_id);
CREATE UNIQUE INDEX delivery_once_per_address ON delivery (enterprise_id, campaign_id, letter_id, run, address_key)
    WHERE kind = 'letter' AND state IN ('claimed', 'in_data', 'sent', 'deferred', 'unknown');
CREATE INDEX delivery_due ON delivery (enterprise_id, campaign_id, next_at, id)
    WHERE kind = 'letter' AND state IN ('queued', 'deferred');
CREATE INDEX delivery_service_due ON delivery (next_at, id) WHERE kind IN ('service', 'alarm') AND state IN ('queued', 'deferred');
CREATE INDEX delivery_digest_due ON delivery (next_at, id) WHERE kind = 'digest' AND state IN ('queued', 'deferred');
CREATE INDEX delivery_open ON delivery (run_id, id) WHERE state IN ('claimed', 'in_data');
CREATE INDEX delivery_to_decide ON delivery (enterprise_id, state, id) WHERE state IN ('unknown', 'held');
CREATE INDEX delivery_by_client ON delivery (enterprise_id, client_id, id) WHERE client_id IS NOT NULL;
CREATE INDEX delivery_by_step ON delivery (enterprise_id, campaign_id, step_id, state) WHERE campaign_id IS NOT NULL;
CREATE INDEX delivery_sent ON delivery (enterprise_id, sent_at) WHERE sent_at IS NOT NULL AND kind = 'letter';
CREATE UNIQUE INDEX delivery_message_id ON delivery (message_id) WHERE message_id IS NOT NULL;
CREATE UNIQUE INDEX delivery_unsubscribe ON delivery (unsubscribe_hash) WHERE unsubscribe_hash IS NOT NULL;

-- Letters that a server accepted for somebody whom this base does not know: it was restored from a backup older than their
-- enrollment, and the journal of acceptances tells. Once this address is due for this letter, the row becomes its sent delivery.
CREATE TABLE stray_acceptance (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    campaign_id INTEGER NOT NULL,
    letter_id INTEGER NOT NULL,
    run INTEGER NOT NULL CHECK (run >= 1),
    address TEXT NOT NULL CHECK (address <> ''),
    address_key TEXT NOT NULL CHECK (address_key <> ''),
    message_id TEXT NOT NULL CHECK (message_id <> ''),
    accepted_at INTEGER NOT NULL,
    reply TEXT NOT NULL DEFAULT '',
    unsubscribe_hash TEXT,
    PRIMARY KEY (enterprise_id, id),
    UNIQUE (enterprise_id, campaign_id, letter_id, run, address_key),
    UNIQUE (unsubscribe_hash),
    FOREIGN KEY (enterprise_id, campaign_id) REFERENCES campaign (enterprise_id, id),
    FOREIGN KEY (enterprise_id, letter_id) REFERENCES letter (enterprise_id, id)
);

-- The letter as rendered by its claim: what was sent, to the byte.
CREATE TABLE delivery_message (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL, -- delivery.id
    dated_at INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (enterprise_id, id),
    FOREIGN KEY (enterprise_id, id) REFERENCES delivery (enterprise_id, id)
);

-- What happened to a delivery beyond its present state: each `unknown`, refusal, bounce, decision.
CREATE TABLE delivery_event (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    delivery_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state <> ''),
    run_id INTEGER,
    profile_id INTEGER, -- who decided; NULL: the mailer
    detail TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (enterprise_id, id),
    FOREIGN KEY (enterprise_id, delivery_id) REFERENCES delivery (enterprise_id, id)
);
CREATE INDEX delivery_event_by_delivery ON delivery_event (enterprise_id, delivery_id, id);
CREATE APPEND ONLY RULE ON delivery_event;

-- The digest is unique per employee and day, whatever the mailer does. The row comes with its delivery.
CREATE TABLE digest (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    employee_id INTEGER NOT NULL,
    day_on TEXT NOT NULL CHECK (length(day_on) = 10),
    delivery_id INTEGER,
    PRIMARY KEY (enterprise_id, id),
    UNIQUE (enterprise_id, day_on, employee_id),
    FOREIGN KEY (enterprise_id, employee_id) REFERENCES employee (enterprise_id, id),
    FOREIGN KEY (enterprise_id, delivery_id) REFERENCES delivery (enterprise_id, id)
);

-- Addresses that get no campaign letter. Lifting keeps the row.
CREATE TABLE suppression (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    address TEXT NOT NULL CHECK (address <> ''),
    address_key TEXT NOT NULL CHECK (address_key <> ''),
    reason TEXT NOT NULL CHECK (reason IN ('unsubscribed', 'hard_bounce', 'complaint', 'manual')),
    detail TEXT NOT NULL DEFAULT '',
    delivery_id INTEGER,
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    lifted_at INTEGER,
    lifted_by INTEGER,
    PRIMARY KEY (enterprise_id, id),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id),
    FOREIGN KEY (enterprise_id, delivery_id) REFERENCES delivery (enterprise_id, id),
    FOREIGN KEY (enterprise_id, created_by) REFERENCES employee (enterprise_id, id),
    FOREIGN KEY (enterprise_id, lifted_by) REFERENCES employee (enterprise_id, id)
);
CREATE UNIQUE INDEX suppression_in_force ON suppression (enterprise_id, address_key) WHERE lifted_at IS NULL;

-- Bounces and replies as they came in.
CREATE TABLE bounce (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    delivery_id INTEGER,
    address_key TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL CHECK (kind IN ('hard', 'soft', 'policy', 'complaint', 'reply', 'automatic', 'unrecognised')),
    code TEXT NOT NULL DEFAULT '', -- enhanced status code, RFC 3463
    detail TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL,
    PRIMARY KEY (enterprise_id, id),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id),
    FOREIGN KEY (enterprise_id, delivery_id) REFERENCES delivery (enterprise_id, id)
);
CREATE INDEX bounce_by_address ON bounce (enterprise_id, address_key, at);

-- == Change log =======================================================================================================

-- One save, import or undo: who, when, with which comment. enterprise 0: changes of profiles.
CREATE TABLE change_set (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    profile_id INTEGER,                  -- NULL: a program
    program TEXT NOT NULL,
    comment TEXT NOT NULL DEFAULT '',
    import_id INTEGER,
    undoes INTEGER,                      -- the set that this one takes back
    PRIMARY KEY (enterprise_id, id),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id),
    FOREIGN KEY (profile_id) REFERENCES profile (id),
    FOREIGN KEY (enterprise_id, import_id) REFERENCES import (enterprise_id, id),
    FOREIGN KEY (enterprise_id, undoes) REFERENCES change_set (enterprise_id, id)
);
CREATE INDEX change_set_by_import ON change_set (enterprise_id, import_id) WHERE import_id IS NOT NULL;
CREATE APPEND ONLY RULE ON change_set;

-- field '': the record was created (one row). Values as stored, as text; secrets never enter.
CREATE TABLE change (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    set_id INTEGER NOT NULL,
    entity TEXT NOT NULL CHECK (entity <> ''),
    record_id INTEGER NOT NULL,
    field TEXT NOT NULL DEFAULT '',
    old TEXT,
    new TEXT,
    PRIMARY KEY (enterprise_id, id),
    FOREIGN KEY (enterprise_id, set_id) REFERENCES change_set (enterprise_id, id)
);
CREATE INDEX change_by_record ON change (enterprise_id, entity, record_id, id);
CREATE INDEX change_by_set ON change (enterprise_id, set_id);
CREATE APPEND ONLY RULE ON change;

-- A task whose changes nobody has been told of yet. The next pass of the mailer makes mails of it and deletes it.
CREATE TABLE task_notice (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    task_id INTEGER NOT NULL,
    change_id INTEGER NOT NULL, -- the first of them
    PRIMARY KEY (enterprise_id, id),
    UNIQUE (enterprise_id, task_id),
    FOREIGN KEY (enterprise_id, task_id) REFERENCES task (enterprise_id, id),
    FOREIGN KEY (enterprise_id, change_id) REFERENCES change (enterprise_id, id)
);

-- After a restore: whom the journal of acceptances knows to have been told already, until the next mails are made.
CREATE TABLE task_told (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    employee_id INTEGER NOT NULL,
    task_id INTEGER, -- NULL: of all
    told_at INTEGER NOT NULL, -- of what was changed until then
    PRIMARY KEY (enterprise_id, id),
    FOREIGN KEY (enterprise_id, employee_id) REFERENCES employee (enterprise_id, id),
    FOREIGN KEY (enterprise_id, task_id) REFERENCES task (enterprise_id, id)
);

-- By which clock due_at of an enterprise's tasks was reckoned; another one than it has now: it is to be reckoned anew.
CREATE TABLE task_zone (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    zone TEXT NOT NULL CHECK (zone <> ''),
    rules TEXT NOT NULL, -- which version of the tz database: "2025b"
    PRIMARY KEY (enterprise_id, id),
    UNIQUE (enterprise_id),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id)
);

-- == The client program's own =========================================================================================

-- What somebody was typing when the form was last seen: offered at the next opening. record_id 0: a new record.
CREATE TABLE draft (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    profile_id INTEGER NOT NULL,
    entity TEXT NOT NULL CHECK (entity <> ''),
    record_id INTEGER NOT NULL DEFAULT 0,
    record_version INTEGER NOT NULL DEFAULT 0,
    content TEXT NOT NULL, -- JSON: field → text; no passwords
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (enterprise_id, id),
    UNIQUE (enterprise_id, profile_id, entity, record_id),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id),
    FOREIGN KEY (profile_id) REFERENCES profile (id)
);

-- How a person likes a screen: columns, order, widths. enterprise 0: everywhere.
CREATE TABLE screen_setting (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    profile_id INTEGER NOT NULL,
    screen TEXT NOT NULL CHECK (screen <> ''),
    content TEXT NOT NULL, -- JSON
    PRIMARY KEY (enterprise_id, id),
    UNIQUE (enterprise_id, profile_id, screen),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id),
    FOREIGN KEY (profile_id) REFERENCES profile (id)
);

-- A named filter and order of a list, private or shared with the enterprise.
CREATE TABLE saved_view (
    enterprise_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    profile_id INTEGER NOT NULL,
    screen TEXT NOT NULL CHECK (screen <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    shared INTEGER NOT NULL DEFAULT 0 CHECK (shared IN (0, 1)),
    content TEXT NOT NULL, -- a key file: filters, search, columns; the client's own
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (enterprise_id, id),
    UNIQUE (enterprise_id, profile_id, screen, name),
    FOREIGN KEY (enterprise_id) REFERENCES enterprise (id),
    FOREIGN KEY (profile_id) REFERENCES profile (id)
);
