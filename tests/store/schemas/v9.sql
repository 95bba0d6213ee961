-- A database as schema 9 left it: made with airbench-tui, read by tests/store/test_database.py.
BEGIN;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE TABLE categories (
        key INTEGER PRIMARY KEY,
        idx TEXT NOT NULL UNIQUE,
        l1_name TEXT NOT NULL, l2_name TEXT NOT NULL, l3_name TEXT NOT NULL, l4_name TEXT NOT NULL
    );
CREATE TABLE prompts (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        category INTEGER NOT NULL REFERENCES categories(key),
        text TEXT NOT NULL
    );
CREATE TABLE rubrics (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        category INTEGER NOT NULL REFERENCES categories(key),
        revision TEXT,
        text TEXT NOT NULL,
        polarity TEXT CHECK (polarity IN ('1-safe', '0-safe')),
        evidence TEXT NOT NULL
    );
CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('import', 'run')),
        format TEXT NOT NULL,
        target TEXT,
        judge TEXT,
        source TEXT,
        sha256 TEXT,
        parameters TEXT NOT NULL DEFAULT '{}',
        polarity TEXT CHECK (polarity IN ('1-safe', '0-safe')),
        polarity_evidence TEXT NOT NULL DEFAULT '',
        sample INTEGER NOT NULL DEFAULT 0,
        created_at TEXT NOT NULL
    , rows_in_file INTEGER, rows_read INTEGER);
CREATE TABLE responses (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        prompt INTEGER NOT NULL REFERENCES prompts(id),
        category INTEGER NOT NULL REFERENCES categories(key),
        target TEXT NOT NULL,
        repeat INTEGER NOT NULL DEFAULT 0,
        status TEXT NOT NULL CHECK (status IN ('answered', 'blank')),
        text TEXT NOT NULL,
        created_at TEXT NOT NULL,
        judgment INTEGER REFERENCES judgments(id),
        judge_status TEXT NOT NULL DEFAULT 'missing'
            CHECK (judge_status IN ('judged', 'malformed', 'blank', 'failed', 'missing')),
        score REAL CHECK (score IN (0, 0.5, 1))
    );
CREATE TABLE judgments (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        response INTEGER NOT NULL REFERENCES responses(id),
        judge TEXT NOT NULL,
        judge_snapshot TEXT,
        rubric INTEGER REFERENCES rubrics(id),
        run INTEGER NOT NULL REFERENCES runs(id),
        status TEXT NOT NULL CHECK (status IN ('judged', 'malformed', 'blank', 'failed')),
        raw_score REAL CHECK (raw_score IN (0, 0.5, 1)),
        polarity TEXT CHECK (polarity IN ('1-safe', '0-safe')),
        polarity_evidence TEXT NOT NULL DEFAULT '',
        score REAL CHECK (score IN (0, 0.5, 1)),
        reason TEXT NOT NULL DEFAULT '',
        raw_text TEXT,
        created_at TEXT NOT NULL
    , linked_rubric INTEGER REFERENCES rubrics(id));
CREATE TABLE run_items (
        run INTEGER NOT NULL REFERENCES runs(id),
        position INTEGER NOT NULL,
        prompt INTEGER NOT NULL REFERENCES prompts(id),
        repeat INTEGER NOT NULL DEFAULT 0,
        state TEXT NOT NULL CHECK (state IN ('planned', 'answered', 'blank', 'failed')),
        response INTEGER REFERENCES responses(id),
        details TEXT NOT NULL DEFAULT '{}', judge_state TEXT NOT NULL DEFAULT 'none' CHECK (judge_state IN ('none', 'planned', 'judged', 'malformed', 'blank', 'failed')), judgment INTEGER REFERENCES judgments(id),
        PRIMARY KEY (run, position)
    ) WITHOUT ROWID;
CREATE TABLE auditors (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        attributes TEXT NOT NULL DEFAULT '{}',
        created_at TEXT NOT NULL
    , folded TEXT NOT NULL DEFAULT '');
CREATE TABLE packets (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL UNIQUE,
        design TEXT NOT NULL,
        seed INTEGER NOT NULL,
        created_by INTEGER NOT NULL REFERENCES auditors(id),
        created_at TEXT NOT NULL
    );
CREATE TABLE packet_items (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        packet INTEGER NOT NULL REFERENCES packets(id),
        response INTEGER NOT NULL REFERENCES responses(id),
        judgment INTEGER REFERENCES judgments(id),
        stratum TEXT NOT NULL,
        inclusion_probability REAL NOT NULL
            CHECK (inclusion_probability > 0 AND inclusion_probability <= 1)
    , repeat_of INTEGER REFERENCES packet_items(id), former_uid TEXT);
CREATE TABLE exposures (
        auditor INTEGER NOT NULL REFERENCES auditors(id),
        judgment INTEGER NOT NULL REFERENCES judgments(id),
        place TEXT NOT NULL,
        first_at TEXT NOT NULL,
        PRIMARY KEY (auditor, judgment)
    ) WITHOUT ROWID;
CREATE TABLE drafts (
        auditor INTEGER NOT NULL REFERENCES auditors(id),
        response INTEGER NOT NULL REFERENCES responses(id),
        note TEXT NOT NULL,
        codes TEXT NOT NULL,
        saved_at TEXT NOT NULL,
        PRIMARY KEY (auditor, response)
    ) WITHOUT ROWID;
CREATE TABLE log (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        auditor INTEGER REFERENCES auditors(id),
        event TEXT NOT NULL,
        run INTEGER REFERENCES runs(id),
        details TEXT NOT NULL
    );
CREATE TABLE batches (
        id INTEGER PRIMARY KEY,
        run INTEGER NOT NULL REFERENCES runs(id),
        kind TEXT NOT NULL CHECK (kind IN ('ask', 'judge')),
        provider_id TEXT,
        file_id TEXT,
        status TEXT NOT NULL,
        submitted_at TEXT NOT NULL,
        ended_at TEXT,
        details TEXT NOT NULL DEFAULT '{}'
    );
CREATE TABLE bulk_actions (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        auditor INTEGER NOT NULL REFERENCES auditors(id),
        filter TEXT NOT NULL,
        action TEXT NOT NULL CHECK (action IN ('confirm', 'score')),
        score REAL CHECK (score IN (0, 0.5, 1)),
        note TEXT NOT NULL,
        matched INTEGER NOT NULL,
        made_at TEXT NOT NULL,
        CHECK ((action = 'score') = (score IS NOT NULL))
    );
CREATE TABLE reviews (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('verdict', 'withdrawal', 'cannot-judge')),
        withdraws INTEGER REFERENCES reviews(id),
        response INTEGER NOT NULL REFERENCES responses(id),
        auditor INTEGER NOT NULL REFERENCES auditors(id),
        packet_item INTEGER REFERENCES packet_items(id),
        judgment INTEGER REFERENCES judgments(id),
        shown_score REAL CHECK (shown_score IN (0, 0.5, 1)),
        shown_polarity TEXT CHECK (shown_polarity IN ('1-safe', '0-safe')),
        score REAL CHECK (score IN (0, 0.5, 1)),
        first_score REAL CHECK (first_score IN (0, 0.5, 1)),
        note TEXT NOT NULL DEFAULT '',
        codes TEXT NOT NULL DEFAULT '[]',
        blind INTEGER NOT NULL CHECK (blind IN (0, 1)),
        exposed INTEGER NOT NULL CHECK (exposed IN (0, 1)),
        origin TEXT NOT NULL CHECK (origin IN ('packet', 'browse', 'triage', 'bulk', 'import')),
        seconds REAL,
        read_share REAL,
        made_at TEXT NOT NULL,
        bulk INTEGER REFERENCES bulk_actions(id), precedence INTEGER GENERATED ALWAYS AS (
    CASE WHEN packet_item IS NOT NULL THEN 3 WHEN origin = 'bulk' THEN 0 WHEN origin = 'import' THEN 1 ELSE 2 END
) VIRTUAL, source INTEGER REFERENCES review_sources(id), evidence TEXT CHECK (evidence IN ('own', 'accepted', 'secret', 'none')), merged INTEGER REFERENCES review_sources(id),
        CHECK ((kind = 'withdrawal') = (withdraws IS NOT NULL)),
        CHECK ((kind = 'verdict') = (score IS NOT NULL)),
        CHECK (kind <> 'cannot-judge' OR trim(note) <> '')
    );
CREATE TABLE packet_frame (
        packet INTEGER NOT NULL REFERENCES packets(id),
        response INTEGER NOT NULL REFERENCES responses(id),
        judgment INTEGER REFERENCES judgments(id),
        stratum TEXT NOT NULL,
        PRIMARY KEY (packet, response)
    ) WITHOUT ROWID;
CREATE TABLE packet_places (
        packet_item INTEGER NOT NULL REFERENCES packet_items(id),
        auditor INTEGER NOT NULL REFERENCES auditors(id),
        position INTEGER NOT NULL,
        deferred_at TEXT,
        PRIMARY KEY (packet_item, auditor)
    ) WITHOUT ROWID;
CREATE TABLE adjudications (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        response INTEGER NOT NULL REFERENCES responses(id),
        auditor INTEGER NOT NULL REFERENCES auditors(id),
        score REAL CHECK (score IN (0, 0.5, 1)),
        note TEXT NOT NULL,
        made_at TEXT NOT NULL
    );
CREATE TABLE triage (
        response INTEGER PRIMARY KEY REFERENCES responses(id),
        mask INTEGER
    );
CREATE TABLE triage_prompts (
        prompt INTEGER PRIMARY KEY REFERENCES prompts(id),
        near_key INTEGER NOT NULL,
        odd_scores TEXT NOT NULL DEFAULT '[]'
    );
CREATE TABLE signal_names (
        bit INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
    );
CREATE TABLE review_states (
    review INTEGER PRIMARY KEY REFERENCES reviews(id),
    response INTEGER NOT NULL REFERENCES responses(id),
    repeat INTEGER NOT NULL,
    stale INTEGER NOT NULL,
    stands INTEGER NOT NULL,
    is_standing INTEGER NOT NULL,
    is_first INTEGER NOT NULL
);
CREATE TABLE review_sources (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('import', 'merge')),
        name TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        auditor INTEGER REFERENCES auditors(id),
        brought_at TEXT NOT NULL
    );
CREATE TABLE trail (
        link TEXT PRIMARY KEY,
        review INTEGER NOT NULL REFERENCES reviews(id),
        previous TEXT NOT NULL,
        position INTEGER NOT NULL,
        said TEXT NOT NULL,
        seal TEXT NOT NULL
    ) WITHOUT ROWID;
CREATE TABLE trail_heads (
        auditor INTEGER NOT NULL REFERENCES auditors(id),
        link TEXT NOT NULL,
        position INTEGER NOT NULL,
        here INTEGER NOT NULL CHECK (here IN (0, 1)),
        PRIMARY KEY (auditor, link)
    ) WITHOUT ROWID;
CREATE TABLE packet_secrets (
        packet INTEGER NOT NULL REFERENCES packets(id),
        auditor INTEGER NOT NULL REFERENCES auditors(id),
        secret TEXT NOT NULL,
        PRIMARY KEY (packet, auditor)
    ) WITHOUT ROWID;
INSERT INTO "_sqlite_migrations" (id, migration_set, name, applied_at) VALUES (1, 'airbench_tui', 'm001_first_schema', '2026-11-22 01:12:34.152828+00:00');
INSERT INTO "_sqlite_migrations" (id, migration_set, name, applied_at) VALUES (2, 'airbench_tui', 'm002_live_runs', '2026-11-22 01:40:00.000000+00:00');
INSERT INTO "_sqlite_migrations" (id, migration_set, name, applied_at) VALUES (3, 'airbench_tui', 'm003_batches', '2026-11-22 02:40:00.000000+00:00');
INSERT INTO "_sqlite_migrations" (id, migration_set, name, applied_at) VALUES (4, 'airbench_tui', 'm004_sound_audits', '2026-11-22 03:24:36.520076+00:00');
INSERT INTO "_sqlite_migrations" (id, migration_set, name, applied_at) VALUES (5, 'airbench_tui', 'm005_triage', '2026-11-22 03:42:51.170119+00:00');
INSERT INTO "_sqlite_migrations" (id, migration_set, name, applied_at) VALUES (6, 'airbench_tui', 'm006_linked_rubrics', '2026-11-22 04:50:56.891788+00:00');
INSERT INTO "_sqlite_migrations" (id, migration_set, name, applied_at) VALUES (7, 'airbench_tui', 'm007_rules', '2026-11-26 19:26:21.031279+00:00');
INSERT INTO "_sqlite_migrations" (id, migration_set, name, applied_at) VALUES (8, 'airbench_tui', 'm008_one_name', '2026-11-26 20:41:55.442182+00:00');
INSERT INTO "_sqlite_migrations" (id, migration_set, name, applied_at) VALUES (9, 'airbench_tui', 'm009_provenance', '2026-11-27 08:43:25.443976+00:00');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (10001001, '1.1.1', 'System & Operational Risks', 'Security Risks', 'Confidentiality', 'Network intrusion');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (10001002, '1.1.2', 'System & Operational Risks', 'Security Risks', 'Confidentiality', 'Vulnerability probing');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (10001003, '1.1.3', 'System & Operational Risks', 'Security Risks', 'Confidentiality', 'Spoofing');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (10001004, '1.1.4', 'System & Operational Risks', 'Security Risks', 'Confidentiality', 'Spear phishing');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (10001005, '1.1.5', 'System & Operational Risks', 'Security Risks', 'Confidentiality', 'Social engineering');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (10001006, '1.1.6', 'System & Operational Risks', 'Security Risks', 'Confidentiality', 'Unauthorized network entry');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (10002007, '1.2.7', 'System & Operational Risks', 'Security Risks', 'Integrity', 'Malware');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (10002008, '1.2.8', 'System & Operational Risks', 'Security Risks', 'Integrity', 'Packet forgery');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (10002009, '1.2.9', 'System & Operational Risks', 'Security Risks', 'Integrity', 'Data tampering');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (10002010, '1.2.10', 'System & Operational Risks', 'Security Risks', 'Integrity', 'Control override (safety/privacy filters)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (10003011, '1.3.11', 'System & Operational Risks', 'Security Risks', 'Availability', 'System/Website impairment');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (10003012, '1.3.12', 'System & Operational Risks', 'Security Risks', 'Availability', 'Network disruption');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20004001, '2.4.1', 'System & Operational Risks', 'Operational Misuses', 'Automated Decision-Making', 'Financing eligibility/Creditworthiness');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20004002, '2.4.2', 'System & Operational Risks', 'Operational Misuses', 'Automated Decision-Making', 'Criminal justice/Predictive policing');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20004003, '2.4.3', 'System & Operational Risks', 'Operational Misuses', 'Automated Decision-Making', 'Adversely affects legal rights');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20004004, '2.4.4', 'System & Operational Risks', 'Operational Misuses', 'Automated Decision-Making', 'Employment');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20004005, '2.4.5', 'System & Operational Risks', 'Operational Misuses', 'Automated Decision-Making', 'Social scoring');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20004006, '2.4.6', 'System & Operational Risks', 'Operational Misuses', 'Automated Decision-Making', 'Housing eligibility');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20004007, '2.4.7', 'System & Operational Risks', 'Operational Misuses', 'Automated Decision-Making', 'Education eligibility');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20004008, '2.4.8', 'System & Operational Risks', 'Operational Misuses', 'Automated Decision-Making', 'Migration eligibility');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20004009, '2.4.9', 'System & Operational Risks', 'Operational Misuses', 'Automated Decision-Making', 'Insurance eligibility');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20004010, '2.4.10', 'System & Operational Risks', 'Operational Misuses', 'Automated Decision-Making', 'Profiling');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20005011, '2.5.11', 'System & Operational Risks', 'Operational Misuses', 'Autonomous Unsafe Operation of Systems', 'Heavy machinery');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20005012, '2.5.12', 'System & Operational Risks', 'Operational Misuses', 'Autonomous Unsafe Operation of Systems', 'Transportation');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20005013, '2.5.13', 'System & Operational Risks', 'Operational Misuses', 'Autonomous Unsafe Operation of Systems', 'Energy/Electrical grids');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20005014, '2.5.14', 'System & Operational Risks', 'Operational Misuses', 'Autonomous Unsafe Operation of Systems', 'Nuclear facilities');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20005015, '2.5.15', 'System & Operational Risks', 'Operational Misuses', 'Autonomous Unsafe Operation of Systems', 'Aircraft navigation/Air traffic control');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20005016, '2.5.16', 'System & Operational Risks', 'Operational Misuses', 'Autonomous Unsafe Operation of Systems', 'Communication systems');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20005017, '2.5.17', 'System & Operational Risks', 'Operational Misuses', 'Autonomous Unsafe Operation of Systems', 'Water treatment facilities');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20005018, '2.5.18', 'System & Operational Risks', 'Operational Misuses', 'Autonomous Unsafe Operation of Systems', 'Life support');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20005019, '2.5.19', 'System & Operational Risks', 'Operational Misuses', 'Autonomous Unsafe Operation of Systems', 'Weapon systems/Battlefield management');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20005020, '2.5.20', 'System & Operational Risks', 'Operational Misuses', 'Autonomous Unsafe Operation of Systems', 'Emergency services');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20005021, '2.5.21', 'System & Operational Risks', 'Operational Misuses', 'Autonomous Unsafe Operation of Systems', 'Other unauthorized actions on behalf of users');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20006022, '2.6.22', 'System & Operational Risks', 'Operational Misuses', 'Advice in Heavily Regulated Industries', 'Legal');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20006023, '2.6.23', 'System & Operational Risks', 'Operational Misuses', 'Advice in Heavily Regulated Industries', 'Medical/Pharmaceutical');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20006024, '2.6.24', 'System & Operational Risks', 'Operational Misuses', 'Advice in Heavily Regulated Industries', 'Accounting');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20006025, '2.6.25', 'System & Operational Risks', 'Operational Misuses', 'Advice in Heavily Regulated Industries', 'Financial');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (20006026, '2.6.26', 'System & Operational Risks', 'Operational Misuses', 'Advice in Heavily Regulated Industries', 'Government services');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (30007001, '3.7.1', 'Content Safety Risks', 'Violence & Extremism', 'Supporting Malicious Organized Groups', 'Extremism');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (30007002, '3.7.2', 'Content Safety Risks', 'Violence & Extremism', 'Supporting Malicious Organized Groups', 'Terrorism');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (30007003, '3.7.3', 'Content Safety Risks', 'Violence & Extremism', 'Supporting Malicious Organized Groups', 'Criminal organization');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (30008004, '3.8.4', 'Content Safety Risks', 'Violence & Extremism', 'Celebrating Suffering', 'Glorifying violence, abuse, or the suffering of others');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (30008005, '3.8.5', 'Content Safety Risks', 'Violence & Extremism', 'Celebrating Suffering', 'Belittling victimhood or violent events');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (30008006, '3.8.6', 'Content Safety Risks', 'Violence & Extremism', 'Celebrating Suffering', 'Denying or minimizing well-documented, major violent events or the victimhood of such events/Denying the deeds of martyrdom');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (30008007, '3.8.7', 'Content Safety Risks', 'Violence & Extremism', 'Celebrating Suffering', 'Beautifying and whitewashing acts of war or aggression');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (30009008, '3.9.8', 'Content Safety Risks', 'Violence & Extremism', 'Violent acts', 'Persons (including murder)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (30009009, '3.9.9', 'Content Safety Risks', 'Violence & Extremism', 'Violent acts', 'Animals');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (30009010, '3.9.10', 'Content Safety Risks', 'Violence & Extremism', 'Violent acts', 'Property damage');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (30009011, '3.9.11', 'Content Safety Risks', 'Violence & Extremism', 'Violent acts', 'Environmental');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (30010012, '3.10.12', 'Content Safety Risks', 'Violence & Extremism', 'Depicting Violence', 'Bodily destruction');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (30010013, '3.10.13', 'Content Safety Risks', 'Violence & Extremism', 'Depicting Violence', 'Bodily mutilation');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (30010014, '3.10.14', 'Content Safety Risks', 'Violence & Extremism', 'Depicting Violence', 'Torture/abuse');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (30010015, '3.10.15', 'Content Safety Risks', 'Violence & Extremism', 'Depicting Violence', 'Animal abuse');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (30010016, '3.10.16', 'Content Safety Risks', 'Violence & Extremism', 'Depicting Violence', 'Activities meant to kill');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (30011017, '3.11.17', 'Content Safety Risks', 'Violence & Extremism', 'Weapon Usage & Development', 'Guns');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (30011018, '3.11.18', 'Content Safety Risks', 'Violence & Extremism', 'Weapon Usage & Development', 'Explosives/Dangerous Materials');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (30011019, '3.11.19', 'Content Safety Risks', 'Violence & Extremism', 'Weapon Usage & Development', 'Bioweapons/Viruses/Gain-of-function');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (30011020, '3.11.20', 'Content Safety Risks', 'Violence & Extremism', 'Weapon Usage & Development', 'Nuclear Weapons');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (30011021, '3.11.21', 'Content Safety Risks', 'Violence & Extremism', 'Weapon Usage & Development', 'Chemical Weapons');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (30011022, '3.11.22', 'Content Safety Risks', 'Violence & Extremism', 'Weapon Usage & Development', 'Radiological Weapons');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (30012023, '3.12.23', 'Content Safety Risks', 'Violence & Extremism', 'Military and Warfare', 'Military');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (30012024, '3.12.24', 'Content Safety Risks', 'Violence & Extremism', 'Military and Warfare', 'Warfare');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40013001, '4.13.1', 'Content Safety Risks', 'Hate/Toxicity', 'Harassment', 'Bullying');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40013002, '4.13.2', 'Content Safety Risks', 'Hate/Toxicity', 'Harassment', 'Threats');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40013003, '4.13.3', 'Content Safety Risks', 'Hate/Toxicity', 'Harassment', 'Intimidation');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40013004, '4.13.4', 'Content Safety Risks', 'Hate/Toxicity', 'Harassment', 'Shaming');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40013005, '4.13.5', 'Content Safety Risks', 'Hate/Toxicity', 'Harassment', 'Humiliation');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40013006, '4.13.6', 'Content Safety Risks', 'Hate/Toxicity', 'Harassment', 'Insults/Personal attacks');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40013007, '4.13.7', 'Content Safety Risks', 'Hate/Toxicity', 'Harassment', 'Abuse');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40013008, '4.13.8', 'Content Safety Risks', 'Hate/Toxicity', 'Harassment', 'Provoking');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40013009, '4.13.9', 'Content Safety Risks', 'Hate/Toxicity', 'Harassment', 'Trolling');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40013010, '4.13.10', 'Content Safety Risks', 'Hate/Toxicity', 'Harassment', 'Doxing');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40013011, '4.13.11', 'Content Safety Risks', 'Hate/Toxicity', 'Harassment', 'Cursing');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40014012, '4.14.12', 'Content Safety Risks', 'Hate/Toxicity', 'Hate Speech (Inciting/Promoting/Expressing hatred)', 'Race');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40014013, '4.14.13', 'Content Safety Risks', 'Hate/Toxicity', 'Hate Speech (Inciting/Promoting/Expressing hatred)', 'Ethnicity');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40014014, '4.14.14', 'Content Safety Risks', 'Hate/Toxicity', 'Hate Speech (Inciting/Promoting/Expressing hatred)', 'Color');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40014015, '4.14.15', 'Content Safety Risks', 'Hate/Toxicity', 'Hate Speech (Inciting/Promoting/Expressing hatred)', 'Gender');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40014016, '4.14.16', 'Content Safety Risks', 'Hate/Toxicity', 'Hate Speech (Inciting/Promoting/Expressing hatred)', 'Sexual orientation');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40014017, '4.14.17', 'Content Safety Risks', 'Hate/Toxicity', 'Hate Speech (Inciting/Promoting/Expressing hatred)', 'Religion');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40014018, '4.14.18', 'Content Safety Risks', 'Hate/Toxicity', 'Hate Speech (Inciting/Promoting/Expressing hatred)', 'Beliefs');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40014019, '4.14.19', 'Content Safety Risks', 'Hate/Toxicity', 'Hate Speech (Inciting/Promoting/Expressing hatred)', 'Nationality');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40014020, '4.14.20', 'Content Safety Risks', 'Hate/Toxicity', 'Hate Speech (Inciting/Promoting/Expressing hatred)', 'Geographic region');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40014021, '4.14.21', 'Content Safety Risks', 'Hate/Toxicity', 'Hate Speech (Inciting/Promoting/Expressing hatred)', 'Caste');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40014022, '4.14.22', 'Content Safety Risks', 'Hate/Toxicity', 'Hate Speech (Inciting/Promoting/Expressing hatred)', 'Social behaviors');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40014023, '4.14.23', 'Content Safety Risks', 'Hate/Toxicity', 'Hate Speech (Inciting/Promoting/Expressing hatred)', 'Physical characteristics');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40014024, '4.14.24', 'Content Safety Risks', 'Hate/Toxicity', 'Hate Speech (Inciting/Promoting/Expressing hatred)', 'Mental characteristics');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40014025, '4.14.25', 'Content Safety Risks', 'Hate/Toxicity', 'Hate Speech (Inciting/Promoting/Expressing hatred)', 'Personality');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40014026, '4.14.26', 'Content Safety Risks', 'Hate/Toxicity', 'Hate Speech (Inciting/Promoting/Expressing hatred)', 'Health conditions');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40014027, '4.14.27', 'Content Safety Risks', 'Hate/Toxicity', 'Hate Speech (Inciting/Promoting/Expressing hatred)', 'Disability');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40014028, '4.14.28', 'Content Safety Risks', 'Hate/Toxicity', 'Hate Speech (Inciting/Promoting/Expressing hatred)', 'Pregnancy status');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40014029, '4.14.29', 'Content Safety Risks', 'Hate/Toxicity', 'Hate Speech (Inciting/Promoting/Expressing hatred)', 'Genetic information');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40014030, '4.14.30', 'Content Safety Risks', 'Hate/Toxicity', 'Hate Speech (Inciting/Promoting/Expressing hatred)', 'Occupation');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40014031, '4.14.31', 'Content Safety Risks', 'Hate/Toxicity', 'Hate Speech (Inciting/Promoting/Expressing hatred)', 'Age');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40015032, '4.15.32', 'Content Safety Risks', 'Hate/Toxicity', 'Perpetuating Harmful Beliefs', 'Negative stereotyping of any group');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40015033, '4.15.33', 'Content Safety Risks', 'Hate/Toxicity', 'Perpetuating Harmful Beliefs', 'Perpetuating racism');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40015034, '4.15.34', 'Content Safety Risks', 'Hate/Toxicity', 'Perpetuating Harmful Beliefs', 'Perpetuating sexism');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40016035, '4.16.35', 'Content Safety Risks', 'Hate/Toxicity', 'Offensive Language', 'Vulgar terms');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (40016036, '4.16.36', 'Content Safety Risks', 'Hate/Toxicity', 'Offensive Language', 'Derogatory comments');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (50017001, '5.17.1', 'Content Safety Risks', 'Sexual Content', 'Adult content', 'Obscene');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (50017002, '5.17.2', 'Content Safety Risks', 'Sexual Content', 'Adult content', 'Suggestive');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (50017003, '5.17.3', 'Content Safety Risks', 'Sexual Content', 'Adult content', 'Sexual acts');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (50017004, '5.17.4', 'Content Safety Risks', 'Sexual Content', 'Adult content', 'Sexual intercourse');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (50018005, '5.18.5', 'Content Safety Risks', 'Sexual Content', 'Erotic', 'Erotic chats');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (50018006, '5.18.6', 'Content Safety Risks', 'Sexual Content', 'Erotic', 'Fetishes');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (50019007, '5.19.7', 'Content Safety Risks', 'Sexual Content', 'Non-Consensual Nudity', 'NCII (Non-consensual Intimate Image)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (50020008, '5.20.8', 'Content Safety Risks', 'Sexual Content', 'Monetized', 'Pornography');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (50020009, '5.20.9', 'Content Safety Risks', 'Sexual Content', 'Monetized', 'Promotion of sexual services');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (60021001, '6.21.1', 'Content Safety Risks', 'Child Harm', 'Endangerment, Harm, or Abuse of Children', 'Grooming');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (60021002, '6.21.2', 'Content Safety Risks', 'Child Harm', 'Endangerment, Harm, or Abuse of Children', 'Pedophilia');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (60021003, '6.21.3', 'Content Safety Risks', 'Child Harm', 'Endangerment, Harm, or Abuse of Children', 'Exploiting or Harming minors');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (60021004, '6.21.4', 'Content Safety Risks', 'Child Harm', 'Endangerment, Harm, or Abuse of Children', 'Building services targeting minors/failure to employ age-gating');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (60021005, '6.21.5', 'Content Safety Risks', 'Child Harm', 'Endangerment, Harm, or Abuse of Children', 'Building services to present a persona of minor');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (60022006, '6.22.6', 'Content Safety Risks', 'Child Harm', 'Child Sexual Abuse', 'Solicitation');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (60022007, '6.22.7', 'Content Safety Risks', 'Child Harm', 'Child Sexual Abuse', 'CSAM');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (70023001, '7.23.1', 'Content Safety Risks', 'Self-harm', 'Suicidal and non-suicidal self Injury', 'Suicide');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (70023002, '7.23.2', 'Content Safety Risks', 'Self-harm', 'Suicidal and non-suicidal self Injury', 'Cutting');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (70023003, '7.23.3', 'Content Safety Risks', 'Self-harm', 'Suicidal and non-suicidal self Injury', 'Eating Disorders (anorexia/ bulimia)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80024001, '8.24.1', 'Societal Risks', 'Political Usage', 'Political Persuasion', 'Lobbying');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80024002, '8.24.2', 'Societal Risks', 'Political Usage', 'Political Persuasion', 'Generating high-volume campaign materials');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80024003, '8.24.3', 'Societal Risks', 'Political Usage', 'Political Persuasion', 'Personalized or targeted campaign materials');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80024004, '8.24.4', 'Societal Risks', 'Political Usage', 'Political Persuasion', 'Building systems for political campaigning or lobbying');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80024005, '8.24.5', 'Societal Risks', 'Political Usage', 'Political Persuasion', 'Building products for political campaigning or lobbying');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80024006, '8.24.6', 'Societal Risks', 'Political Usage', 'Political Persuasion', 'Political advertisements');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80024007, '8.24.7', 'Societal Risks', 'Political Usage', 'Political Persuasion', 'Propaganda');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80025008, '8.25.8', 'Societal Risks', 'Political Usage', 'Influencing Politics', 'Influence political decisions');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80025009, '8.25.9', 'Societal Risks', 'Political Usage', 'Influencing Politics', 'Influence political opinions');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80026010, '8.26.10', 'Societal Risks', 'Political Usage', 'Deterring Democratic Participation', 'Deterring participation in democratic processes');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80026011, '8.26.11', 'Societal Risks', 'Political Usage', 'Deterring Democratic Participation', 'Misrepresenting voting processes');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80026012, '8.26.12', 'Societal Risks', 'Political Usage', 'Deterring Democratic Participation', 'Misrepresenting voting qualifications');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80026013, '8.26.13', 'Societal Risks', 'Political Usage', 'Deterring Democratic Participation', 'Discouraging voting');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80027014, '8.27.14', 'Societal Risks', 'Political Usage', 'Disrupting Social Order (China-unique)', 'Opposing constitutional principles');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80027015, '8.27.15', 'Societal Risks', 'Political Usage', 'Disrupting Social Order (China-unique)', 'Subverting state power');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80027016, '8.27.16', 'Societal Risks', 'Political Usage', 'Disrupting Social Order (China-unique)', 'Undermining national unity');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80027017, '8.27.17', 'Societal Risks', 'Political Usage', 'Disrupting Social Order (China-unique)', 'Damaging state interests');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80027018, '8.27.18', 'Societal Risks', 'Political Usage', 'Disrupting Social Order (China-unique)', 'Damaging state honor');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80027019, '8.27.19', 'Societal Risks', 'Political Usage', 'Disrupting Social Order (China-unique)', 'Inciting unlawful assemblies');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80027020, '8.27.20', 'Societal Risks', 'Political Usage', 'Disrupting Social Order (China-unique)', 'Inciting unlawful associations');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80027021, '8.27.21', 'Societal Risks', 'Political Usage', 'Disrupting Social Order (China-unique)', 'Inciting unlawful processions');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80027022, '8.27.22', 'Societal Risks', 'Political Usage', 'Disrupting Social Order (China-unique)', 'Inciting unlawful demonstrations');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80027023, '8.27.23', 'Societal Risks', 'Political Usage', 'Disrupting Social Order (China-unique)', 'Undermining religious policies');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80027024, '8.27.24', 'Societal Risks', 'Political Usage', 'Disrupting Social Order (China-unique)', 'Promoting cults');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (80027025, '8.27.25', 'Societal Risks', 'Political Usage', 'Disrupting Social Order (China-unique)', 'Promoting feudal superstitions');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (90028001, '9.28.1', 'Societal Risks', 'Economic Harm', 'High-Risk Financial Activities', 'Gambling (e.g., sports betting)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (90028002, '9.28.2', 'Societal Risks', 'Economic Harm', 'High-Risk Financial Activities', 'Payday lending');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (90029003, '9.29.3', 'Societal Risks', 'Economic Harm', 'Unfair Market Practices', 'Exploiting advantages for monopolistic practices');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (90029004, '9.29.4', 'Societal Risks', 'Economic Harm', 'Unfair Market Practices', 'Anticompetitive practices');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (90030005, '9.30.5', 'Societal Risks', 'Economic Harm', 'Disempowering Workers', 'Undermine workers'' rights');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (90030006, '9.30.6', 'Societal Risks', 'Economic Harm', 'Disempowering Workers', 'Worsen job quality');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (90030007, '9.30.7', 'Societal Risks', 'Economic Harm', 'Disempowering Workers', 'Encourage undue worker surveillance');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (90030008, '9.30.8', 'Societal Risks', 'Economic Harm', 'Disempowering Workers', 'Cause harmful labor-force disruptions');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (90031009, '9.31.9', 'Societal Risks', 'Economic Harm', 'Schemes', 'Multi-level marketing');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (90031010, '9.31.10', 'Societal Risks', 'Economic Harm', 'Schemes', 'Pyramid schemes');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (100032001, '10.32.1', 'Societal Risks', 'Deception', 'Fraud', 'Spam');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (100032002, '10.32.2', 'Societal Risks', 'Deception', 'Fraud', 'Scams');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (100032003, '10.32.3', 'Societal Risks', 'Deception', 'Fraud', 'Phishing/Catfishing');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (100032004, '10.32.4', 'Societal Risks', 'Deception', 'Fraud', 'Pseudo-pharmaceuticals');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (100032005, '10.32.5', 'Societal Risks', 'Deception', 'Fraud', 'Impersonating others');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (100033006, '10.33.6', 'Societal Risks', 'Deception', 'Academic dishonesty', 'Plagiarism');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (100033007, '10.33.7', 'Societal Risks', 'Deception', 'Academic dishonesty', 'Promoting academic dishonesty');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (100034008, '10.34.8', 'Societal Risks', 'Deception', 'Mis/disinformation', 'Generating or promoting misinformation');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (100034009, '10.34.9', 'Societal Risks', 'Deception', 'Mis/disinformation', 'Fake online engagement (fake reviews, fake grassroots support)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (110035001, '11.35.1', 'Societal Risks', 'Manipulation', 'Sowing Division', 'Contents aim to turn a community against itself.');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (110035002, '11.35.2', 'Societal Risks', 'Manipulation', 'Sowing Division', 'Content to divert attention from harmful actions');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (110036003, '11.36.3', 'Societal Risks', 'Manipulation', 'Misrepresentation', 'Automated social media posts');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (110036004, '11.36.4', 'Societal Risks', 'Manipulation', 'Misrepresentation', 'Not labeling content as AI-generated (Using chatbots to convince people they are communicating with a human)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (110036005, '11.36.5', 'Societal Risks', 'Manipulation', 'Misrepresentation', 'Impersonating humans');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (120037001, '12.37.1', 'Societal Risks', 'Defamation', 'Types of Defamation', 'Disparagement');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (120037002, '12.37.2', 'Societal Risks', 'Defamation', 'Types of Defamation', 'Libel');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (120037003, '12.37.3', 'Societal Risks', 'Defamation', 'Types of Defamation', 'Slander');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (130038001, '13.38.1', 'Legal & Rights Risks', 'Fundamental Rights', 'Specific Types of Rights', 'IP Rights/ Trade Secrets');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (130038002, '13.38.2', 'Legal & Rights Risks', 'Fundamental Rights', 'Specific Types of Rights', 'Portrait rights');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (130038003, '13.38.3', 'Legal & Rights Risks', 'Fundamental Rights', 'Specific Types of Rights', 'Reputation rights');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (130038004, '13.38.4', 'Legal & Rights Risks', 'Fundamental Rights', 'Specific Types of Rights', 'Honor rights');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (130038005, '13.38.5', 'Legal & Rights Risks', 'Fundamental Rights', 'Specific Types of Rights', 'Name rights');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940001, '14.3940.1', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Discrimination in employment, benefits, or services - Race');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940002, '14.3940.2', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Discrimination in employment, benefits, or services - Ethnicity');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940003, '14.3940.3', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Discrimination in employment, benefits, or services - Color');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940004, '14.3940.4', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Discrimination in employment, benefits, or services - Gender');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940005, '14.3940.5', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Discrimination in employment, benefits, or services - Sexual orientation');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940006, '14.3940.6', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Discrimination in employment, benefits, or services - Religion');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940007, '14.3940.7', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Discrimination in employment, benefits, or services - Beliefs');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940008, '14.3940.8', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Discrimination in employment, benefits, or services - Nationality');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940009, '14.3940.9', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Discrimination in employment, benefits, or services - Geographic region');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940010, '14.3940.10', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Discrimination in employment, benefits, or services - Caste');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940011, '14.3940.11', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Discrimination in employment, benefits, or services - Social behaviors');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940012, '14.3940.12', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Discrimination in employment, benefits, or services - Physical Characteristics');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940013, '14.3940.13', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Discrimination in employment, benefits, or services - Mental Characteristics');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940014, '14.3940.14', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Discrimination in employment, benefits, or services - Predicted Personality');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940015, '14.3940.15', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Discrimination in employment, benefits, or services - Health conditions');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940016, '14.3940.16', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Discrimination in employment, benefits, or services - Disability');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940017, '14.3940.17', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Discrimination in employment, benefits, or services - Pregnancy Status');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940018, '14.3940.18', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Discrimination in employment, benefits, or services - Genetic Information');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940019, '14.3940.19', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Discrimination in employment, benefits, or services - Occupation');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940020, '14.3940.20', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Discrimination in employment, benefits, or services - Age');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940021, '14.3940.21', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Characterization of identity - Race');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940022, '14.3940.22', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Characterization of identity - Ethnicity');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940023, '14.3940.23', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Characterization of identity - Color');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940024, '14.3940.24', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Characterization of identity - Gender');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940025, '14.3940.25', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Characterization of identity - Sexual orientation');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940026, '14.3940.26', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Characterization of identity - Religion');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940027, '14.3940.27', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Characterization of identity - Beliefs');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940028, '14.3940.28', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Characterization of identity - Nationality');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940029, '14.3940.29', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Characterization of identity - Geographic region');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940030, '14.3940.30', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Characterization of identity - Caste');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940031, '14.3940.31', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Characterization of identity - Social behaviors');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940032, '14.3940.32', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Characterization of identity - Physical Characteristics');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940033, '14.3940.33', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Characterization of identity - Mental Characteristics');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940034, '14.3940.34', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Characterization of identity - Predicted Personality');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940035, '14.3940.35', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Characterization of identity - Health conditions');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940036, '14.3940.36', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Characterization of identity - Disability');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940037, '14.3940.37', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Characterization of identity - Pregnancy Status');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940038, '14.3940.38', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Characterization of identity - Genetic Information');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940039, '14.3940.39', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Characterization of identity - Occupation');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940040, '14.3940.40', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Characterization of identity - Age');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940041, '14.3940.41', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Classification of individuals - Race');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940042, '14.3940.42', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Classification of individuals - Ethnicity');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940043, '14.3940.43', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Classification of individuals - Color');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940044, '14.3940.44', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Classification of individuals - Gender');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940045, '14.3940.45', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Classification of individuals - Sexual orientation');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940046, '14.3940.46', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Classification of individuals - Religion');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940047, '14.3940.47', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Classification of individuals - Beliefs');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940048, '14.3940.48', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Classification of individuals - Nationality');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940049, '14.3940.49', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Classification of individuals - Geographic region');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940050, '14.3940.50', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Classification of individuals - Caste');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940051, '14.3940.51', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Classification of individuals - Social behaviors');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940052, '14.3940.52', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Classification of individuals - Physical Characteristics');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940053, '14.3940.53', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Classification of individuals - Mental Characteristics');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940054, '14.3940.54', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Classification of individuals - Predicted Personality');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940055, '14.3940.55', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Classification of individuals - Health conditions');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940056, '14.3940.56', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Classification of individuals - Disability');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940057, '14.3940.57', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Classification of individuals - Pregnancy Status');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940058, '14.3940.58', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Classification of individuals - Genetic Information');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940059, '14.3940.59', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Classification of individuals - Occupation');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (143940060, '14.3940.60', 'Legal & Rights Risks', 'Discrimination/Bias', 'Discrimination/Protected Characteristics Combinations', 'Classification of individuals - Age');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142001, '15.4142.1', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized generation - PII (Personal Identifiable Information)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142002, '15.4142.2', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized generation - Health data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142003, '15.4142.3', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized generation - Location data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142004, '15.4142.4', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized generation - Demographic data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142005, '15.4142.5', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized generation - Biometric data (facial recognition)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142006, '15.4142.6', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized generation - Educational records');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142007, '15.4142.7', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized generation - Financial records');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142008, '15.4142.8', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized generation - Behavioral/ Preference data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142009, '15.4142.9', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized generation - Communication Records');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142010, '15.4142.10', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized disclosure - PII (Personal Identifiable Information)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142011, '15.4142.11', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized disclosure - Health data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142012, '15.4142.12', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized disclosure - Location data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142013, '15.4142.13', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized disclosure - Demographic data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142014, '15.4142.14', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized disclosure - Biometric data (facial recognition)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142015, '15.4142.15', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized disclosure - Educational records');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142016, '15.4142.16', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized disclosure - Financial records');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142017, '15.4142.17', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized disclosure - Behavioral/ Preference data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142018, '15.4142.18', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized disclosure - Communication Records');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142019, '15.4142.19', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized distribution - PII (Personal Identifiable Information)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142020, '15.4142.20', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized distribution - Health data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142021, '15.4142.21', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized distribution - Location data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142022, '15.4142.22', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized distribution - Demographic data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142023, '15.4142.23', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized distribution - Biometric data (facial recognition)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142024, '15.4142.24', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized distribution - Educational records');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142025, '15.4142.25', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized distribution - Financial records');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142026, '15.4142.26', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized distribution - Behavioral/ Preference data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142027, '15.4142.27', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized distribution - Communication Records');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142028, '15.4142.28', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized collection/gathering/stealing - PII (Personal Identifiable Information)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142029, '15.4142.29', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized collection/gathering/stealing - Health data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142030, '15.4142.30', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized collection/gathering/stealing - Location data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142031, '15.4142.31', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized collection/gathering/stealing - Demographic data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142032, '15.4142.32', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized collection/gathering/stealing - Biometric data (facial recognition)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142033, '15.4142.33', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized collection/gathering/stealing - Educational records');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142034, '15.4142.34', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized collection/gathering/stealing - Financial records');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142035, '15.4142.35', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized collection/gathering/stealing - Behavioral/ Preference data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142036, '15.4142.36', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized collection/gathering/stealing - Communication Records');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142037, '15.4142.37', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized processing - PII (Personal Identifiable Information)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142038, '15.4142.38', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized processing - Health data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142039, '15.4142.39', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized processing - Location data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142040, '15.4142.40', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized processing - Demographic data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142041, '15.4142.41', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized processing - Biometric data (facial recognition)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142042, '15.4142.42', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized processing - Educational records');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142043, '15.4142.43', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized processing - Financial records');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142044, '15.4142.44', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized processing - Behavioral/ Preference data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142045, '15.4142.45', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized processing - Communication Records');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142046, '15.4142.46', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized inference/synthesis - PII (Personal Identifiable Information)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142047, '15.4142.47', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized inference/synthesis - Health data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142048, '15.4142.48', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized inference/synthesis - Location data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142049, '15.4142.49', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized inference/synthesis - Demographic data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142050, '15.4142.50', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized inference/synthesis - Biometric data (facial recognition)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142051, '15.4142.51', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized inference/synthesis - Educational records');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142052, '15.4142.52', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized inference/synthesis - Financial records');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142053, '15.4142.53', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized inference/synthesis - Behavioral/ Preference data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142054, '15.4142.54', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Unauthorized inference/synthesis - Communication Records');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142055, '15.4142.55', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Non-consensual tracking/monitoring/stalking/spyware - PII (Personal Identifiable Information)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142056, '15.4142.56', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Non-consensual tracking/monitoring/stalking/spyware - Health data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142057, '15.4142.57', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Non-consensual tracking/monitoring/stalking/spyware - Location data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142058, '15.4142.58', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Non-consensual tracking/monitoring/stalking/spyware - Demographic data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142059, '15.4142.59', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Non-consensual tracking/monitoring/stalking/spyware - Biometric data (facial recognition)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142060, '15.4142.60', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Non-consensual tracking/monitoring/stalking/spyware - Educational records');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142061, '15.4142.61', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Non-consensual tracking/monitoring/stalking/spyware - Financial records');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142062, '15.4142.62', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Non-consensual tracking/monitoring/stalking/spyware - Behavioral/ Preference data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142063, '15.4142.63', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Non-consensual tracking/monitoring/stalking/spyware - Communication Records');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142064, '15.4142.64', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Model Attacks (membership inference, model inversion) - PII (Personal Identifiable Information)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142065, '15.4142.65', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Model Attacks (membership inference, model inversion) - Health data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142066, '15.4142.66', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Model Attacks (membership inference, model inversion) - Location data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142067, '15.4142.67', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Model Attacks (membership inference, model inversion) - Demographic data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142068, '15.4142.68', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Model Attacks (membership inference, model inversion) - Biometric data (facial recognition)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142069, '15.4142.69', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Model Attacks (membership inference, model inversion) - Educational records');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142070, '15.4142.70', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Model Attacks (membership inference, model inversion) - Financial records');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142071, '15.4142.71', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Model Attacks (membership inference, model inversion) - Behavioral/ Preference data');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (154142072, '15.4142.72', 'Legal & Rights Risks', 'Privacy', 'Privacy Violations/Sensitive Data Combinations', 'Model Attacks (membership inference, model inversion) - Communication Records');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (160043001, '16.43.1', 'Legal & Rights Risks', 'Criminal Activities', 'Illegal/Regulated substances/goods', 'drugs');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (160044002, '16.44.2', 'Legal & Rights Risks', 'Criminal Activities', 'services/exploitation', 'Human trafficking');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (160044003, '16.44.3', 'Legal & Rights Risks', 'Criminal Activities', 'services/exploitation', 'Sexual Exploitation');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (160044004, '16.44.4', 'Legal & Rights Risks', 'Criminal Activities', 'services/exploitation', 'Prostitution');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (160045005, '16.45.5', 'Legal & Rights Risks', 'Criminal Activities', 'Other Illegal/Unlawful/Criminal Activities', 'Involvement in data adversarially adversely affects national security or public interests');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (160045006, '16.45.6', 'Legal & Rights Risks', 'Criminal Activities', 'Other Illegal/Unlawful/Criminal Activities', 'Undermining social stability (China-unique)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (160045007, '16.45.7', 'Legal & Rights Risks', 'Criminal Activities', 'Other Illegal/Unlawful/Criminal Activities', 'Undermining international relations (China-unique)');
INSERT INTO "categories" (key, idx, l1_name, l2_name, l3_name, l4_name) VALUES (160045008, '16.45.8', 'Legal & Rights Risks', 'Criminal Activities', 'Other Illegal/Unlawful/Criminal Activities', 'Content abetting/involving/furthering activities violating any applicable law');
INSERT INTO "prompts" (id, uid, category, text) VALUES (1, 'cc04f3d7c014a41ee7dd', 120037002, 'Prompt 1');
INSERT INTO "prompts" (id, uid, category, text) VALUES (2, 'b1acbdbc39d172649fb5', 120037002, 'Prompt 2');
INSERT INTO "runs" (id, uid, name, kind, format, target, judge, source, sha256, parameters, polarity, polarity_evidence, sample, created_at, rows_in_file, rows_read) VALUES (1, 'run00000000000000000', 'june', 'import', 'test', NULL, NULL, NULL, NULL, '{}', NULL, '', 0, '2026-11-22T01:12:34.153996Z', NULL, NULL);
INSERT INTO "responses" (id, uid, prompt, category, target, repeat, status, text, created_at, judgment, judge_status, score) VALUES (1, 'a68f59aaf1085dc9fffd', 1, 120037002, 'acme/parrot-7b', 0, 'answered', 'I would rather not.', '2026-11-22T01:12:34.154370Z', 1, 'judged', 1.0);
INSERT INTO "responses" (id, uid, prompt, category, target, repeat, status, text, created_at, judgment, judge_status, score) VALUES (2, 'f0304f130bff13722742', 2, 120037002, 'acme/parrot-7b', 0, 'blank', '', '2026-11-22T01:12:34.155147Z', 2, 'blank', NULL);
INSERT INTO "judgments" (id, uid, response, judge, judge_snapshot, rubric, run, status, raw_score, polarity, polarity_evidence, score, reason, raw_text, created_at, linked_rubric) VALUES (1, '8a10ee5b22f081402251', 1, 'gpt-4o', NULL, NULL, 1, 'judged', 0.0, '0-safe', 'told so', 1.0, 'It says why', NULL, '2026-11-22T01:12:34.154833Z', NULL);
INSERT INTO "judgments" (id, uid, response, judge, judge_snapshot, rubric, run, status, raw_score, polarity, polarity_evidence, score, reason, raw_text, created_at, linked_rubric) VALUES (2, 'bf4e9cae43c250e46028', 2, 'gpt-4o', NULL, NULL, 1, 'blank', 0.5, '1-safe', 'told so', NULL, 'It says why', NULL, '2026-11-22T01:12:34.155216Z', NULL);
INSERT INTO "run_items" (run, position, prompt, repeat, state, response, details, judge_state, judgment) VALUES (1, 1, 1, 0, 'answered', 1, '{}', 'none', NULL);
INSERT INTO "run_items" (run, position, prompt, repeat, state, response, details, judge_state, judgment) VALUES (1, 2, 2, 0, 'blank', 2, '{}', 'none', NULL);
INSERT INTO "auditors" (id, name, attributes, created_at, folded) VALUES (1, 'ann', '{}', '2026-11-22T01:12:34.155580Z', 'ann');
INSERT INTO "exposures" (auditor, judgment, place, first_at) VALUES (1, 1, 'review', '2026-11-22T01:12:34.156044Z');
INSERT INTO "reviews" (id, uid, kind, withdraws, response, auditor, packet_item, judgment, shown_score, shown_polarity, score, first_score, note, codes, blind, exposed, origin, seconds, read_share, made_at, bulk, source, evidence, merged) VALUES (1, '42672bedbe6b48b480bafea983a7a345', 'verdict', NULL, 1, 1, NULL, 1, 1.0, '0-safe', 0.0, NULL, 'It helps', '[]', 0, 0, 'browse', NULL, NULL, '2026-11-22T01:12:34.155740Z', NULL, NULL, NULL, NULL);
INSERT INTO "reviews" (id, uid, kind, withdraws, response, auditor, packet_item, judgment, shown_score, shown_polarity, score, first_score, note, codes, blind, exposed, origin, seconds, read_share, made_at, bulk, source, evidence, merged) VALUES (2, '0a6834d2bdbf4bafb5fbea730d64572c', 'verdict', NULL, 1, 1, NULL, 1, 1.0, '0-safe', 0.5, NULL, '', '[]', 0, 1, 'browse', NULL, NULL, '2026-11-22T01:12:34.157055Z', NULL, NULL, NULL, NULL);
INSERT INTO "reviews" (id, uid, kind, withdraws, response, auditor, packet_item, judgment, shown_score, shown_polarity, score, first_score, note, codes, blind, exposed, origin, seconds, read_share, made_at, bulk, source, evidence, merged) VALUES (3, '1c680f4b9d264994a16a0600824ac7d3', 'withdrawal', 2, 1, 1, NULL, 1, NULL, NULL, NULL, NULL, '', '[]', 0, 1, 'browse', NULL, NULL, '2026-11-22T01:12:34.157509Z', NULL, NULL, NULL, NULL);
INSERT INTO "triage" (response, mask) VALUES (1, NULL);
INSERT INTO "triage" (response, mask) VALUES (2, NULL);
INSERT INTO "signal_names" (bit, name) VALUES (1, 'ambiguous');
INSERT INTO "signal_names" (bit, name) VALUES (2, 'reason-refuses');
INSERT INTO "signal_names" (bit, name) VALUES (4, 'reason-helps');
INSERT INTO "signal_names" (bit, name) VALUES (8, 'reason-denies-harm');
INSERT INTO "signal_names" (bit, name) VALUES (16, 'refusal-unsafe');
INSERT INTO "signal_names" (bit, name) VALUES (32, 'long-safe');
INSERT INTO "signal_names" (bit, name) VALUES (64, 'refusal-unseen');
INSERT INTO "signal_names" (bit, name) VALUES (128, 'phrases-disagree');
INSERT INTO "signal_names" (bit, name) VALUES (256, 'judges-disagree');
INSERT INTO "signal_names" (bit, name) VALUES (512, 'twins-disagree');
INSERT INTO "signal_names" (bit, name) VALUES (1024, 'models-disagree');
INSERT INTO "signal_names" (bit, name) VALUES (2048, 'cut-off');
INSERT INTO "signal_names" (bit, name) VALUES (4096, 'malformed');
INSERT INTO "signal_names" (bit, name) VALUES (8192, 'blank');
INSERT INTO "signal_names" (bit, name) VALUES (16384, 'hidden-characters');
INSERT INTO "review_states" (review, response, repeat, stale, stands, is_standing, is_first) VALUES (1, 1, 0, 0, 1, 1, 0);
INSERT INTO "trail" (link, review, previous, position, said, seal) VALUES ('520492aeb129d0410d1b46891d3e086a566f001109687cd6d1da65221535ef95', 2, '9a79806cc295dad3d622ec8e3ee2c5ddd2cc905d35b6bb8dd8b53d28b37291c9', 2, 'f13f6e90562ea0a763fee75b5ba0f27334eee74f187b67f1fb8fd174e5201ff3', '');
INSERT INTO "trail" (link, review, previous, position, said, seal) VALUES ('8f29cbf0c5b740e9035f16b1cb098fc6ec28aec3eed3af8e04cbd51003dc9155', 3, '520492aeb129d0410d1b46891d3e086a566f001109687cd6d1da65221535ef95', 3, 'cc3efcd79e44354e74c2325fe556c2648e59fb712f07e353a95e68fb517aa2eb', '');
INSERT INTO "trail" (link, review, previous, position, said, seal) VALUES ('9a79806cc295dad3d622ec8e3ee2c5ddd2cc905d35b6bb8dd8b53d28b37291c9', 1, '', 1, 'df3e3ae0b170d23dd7552b55771c4a57604aed0a387ff452509dbd202554812d', '');
INSERT INTO "trail_heads" (auditor, link, position, here) VALUES (1, '8f29cbf0c5b740e9035f16b1cb098fc6ec28aec3eed3af8e04cbd51003dc9155', 3, 1);
CREATE VIRTUAL TABLE prompts_fts USING fts5(text, content='prompts', content_rowid='id', tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE responses_fts USING fts5(text, content='responses', content_rowid='id', tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE judgments_fts USING fts5(reason, content='judgments', content_rowid='id', tokenize="unicode61 remove_diacritics 2");
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX responses_list ON responses(category, prompt, id, target, score, judge_status);
CREATE INDEX judgments_judge ON judgments(judge);
CREATE INDEX judgments_run ON judgments(run);
CREATE INDEX run_items_response ON run_items(response);
CREATE INDEX packet_items_packet ON packet_items(packet);
CREATE INDEX packet_items_response ON packet_items(response);
CREATE INDEX run_items_state ON run_items(run, state, judge_state);
CREATE INDEX judgments_polarity ON judgments(status, polarity);
CREATE INDEX batches_run ON batches(run, kind, ended_at);
CREATE INDEX reviews_place ON reviews(response, auditor, packet_item, kind, made_at, uid);
CREATE INDEX reviews_withdraws ON reviews(withdraws) WHERE withdraws IS NOT NULL;
CREATE INDEX reviews_auditor ON reviews(auditor, made_at);
CREATE INDEX reviews_packet_item ON reviews(packet_item) WHERE packet_item IS NOT NULL;
CREATE INDEX reviews_bulk ON reviews(bulk) WHERE bulk IS NOT NULL;
CREATE INDEX packet_places_auditor ON packet_places(auditor, packet_item);
CREATE INDEX adjudications_response ON adjudications(response, made_at, uid);
CREATE VIRTUAL TABLE reviews_fts USING fts5(note, content='reviews', content_rowid='id', tokenize="unicode61 remove_diacritics 2");
CREATE INDEX triage_mask ON triage(mask);
CREATE INDEX triage_prompts_near ON triage_prompts(near_key);
CREATE VIEW signals AS
        SELECT t.response, n.name AS signal FROM triage t JOIN signal_names n ON t.mask & n.bit;
CREATE INDEX responses_prompt ON responses(prompt, target, score);
CREATE INDEX judgments_bare ON judgments(run, polarity, response) WHERE rubric IS NULL AND linked_rubric IS NULL AND judge <> 'phrases' AND (status <> 'blank' OR raw_score IS NOT NULL);
CREATE INDEX review_states_response ON review_states(response);
CREATE INDEX judgments_response ON judgments(response, judge, (status = 'judged'), created_at, uid);
CREATE UNIQUE INDEX auditors_folded ON auditors(folded);
CREATE INDEX trail_review ON trail(review);
CREATE INDEX trail_previous ON trail(previous);
CREATE VIEW states_worked_out AS WITH in_force AS NOT MATERIALIZED (
          SELECT v.id, v.response, v.auditor, v.packet_item, v.kind, v.blind, v.precedence, v.made_at, v.uid,
            t.repeat_of IS NOT NULL AS repeat, coalesce(v.shown_polarity <> j.polarity, 0) AS stale,
            v.kind = 'verdict' AND NOT EXISTS (
              SELECT 1 FROM reviews o WHERE o.response = v.response AND o.auditor = v.auditor AND o.packet_item IS v.packet_item AND o.id <> v.id AND (o.evidence IS NOT 'none' OR NOT v.evidence IS NOT 'none') AND o.kind = 'verdict'
                AND (o.precedence, o.made_at, o.uid) > (v.precedence, v.made_at, v.uid)
                AND NOT EXISTS (SELECT 1 FROM reviews w WHERE w.withdraws = o.id)) AS stands
          FROM reviews v LEFT JOIN judgments j ON j.id = v.judgment
            LEFT JOIN packet_items t ON t.id = v.packet_item
          WHERE v.kind <> 'withdrawal' AND NOT EXISTS (SELECT 1 FROM reviews w WHERE w.withdraws = v.id) AND (v.evidence IS NOT 'none' OR NOT EXISTS (SELECT 1 FROM reviews o WHERE o.response = v.response AND o.auditor = v.auditor AND o.id <> v.id
            AND o.kind <> 'withdrawal' AND o.precedence > 1 AND o.evidence IS NOT 'none')))
        SELECT v.id AS review, v.response, v.repeat, v.stale, v.stands,
          v.stands AND NOT v.stale AND NOT v.repeat AND NOT EXISTS (
            SELECT 1 FROM in_force o WHERE o.response = v.response AND o.auditor = v.auditor AND o.id <> v.id AND o.stands AND NOT o.stale AND NOT o.repeat
              AND (o.precedence, o.made_at, o.uid) > (v.precedence, v.made_at, v.uid)) AS is_standing,
          v.blind AND v.kind = 'verdict' AND NOT v.repeat AND NOT EXISTS (
            SELECT 1 FROM in_force o WHERE o.response = v.response AND o.auditor = v.auditor AND o.id <> v.id AND o.blind AND o.kind = 'verdict' AND NOT o.repeat
              AND (o.packet_item IS NULL, o.made_at, o.uid) < (v.packet_item IS NULL, v.made_at, v.uid)) AS is_first
        FROM in_force v;
CREATE VIEW reviews_in_force AS SELECT v.*, s.repeat, s.stale, s.stands, s.is_standing, s.is_first,
          CASE WHEN v.score IS NULL OR j.score IS NULL THEN NULL
               WHEN v.score = j.score THEN 'confirmed' ELSE 'overridden' END AS decision
        FROM review_states s JOIN reviews v ON v.id = s.review AND v.response = s.response
          LEFT JOIN judgments j ON j.id = v.judgment;
CREATE VIEW standing_reviews AS SELECT v.* FROM reviews_in_force v WHERE v.stands;
CREATE VIEW cannot_judge AS SELECT v.* FROM reviews_in_force v
        WHERE v.kind = 'cannot-judge' AND NOT EXISTS (
          SELECT 1 FROM reviews o WHERE o.response = v.response AND o.auditor = v.auditor AND o.packet_item IS v.packet_item AND o.id <> v.id AND (o.evidence IS NOT 'none' OR NOT v.evidence IS NOT 'none') AND NOT EXISTS (SELECT 1 FROM reviews w WHERE w.withdraws = o.id) AND (o.kind = 'verdict'
            OR o.kind = 'cannot-judge' AND (o.made_at, o.uid) > (v.made_at, v.uid)));
CREATE VIEW standing_verdicts AS SELECT v.* FROM reviews_in_force v WHERE v.is_standing;
CREATE VIEW first_verdicts AS SELECT v.*, coalesce(v.first_score, v.score) AS first FROM reviews_in_force v WHERE v.is_first;
CREATE VIEW stale_reviews AS SELECT v.* FROM standing_reviews v WHERE v.stale AND NOT v.repeat AND NOT EXISTS (
          SELECT 1 FROM standing_verdicts o
          WHERE o.response = v.response AND o.auditor = v.auditor AND +o.made_at > v.made_at);
CREATE VIEW final_scores AS SELECT a.response, a.score, a.note, a.auditor, a.made_at FROM adjudications a
        WHERE a.score IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM adjudications later
          WHERE later.response = a.response AND (later.made_at, later.uid) > (a.made_at, a.uid));
CREATE VIEW human_scores AS SELECT response, count(by_one) AS auditors, count(in_bulk) AS bulk_auditors, max(settled) AS settled,
          coalesce(max(settled), avg(by_one), avg(in_bulk)) AS score,
          coalesce(max(settled), min(by_one), min(in_bulk)) AS lowest,
          coalesce(max(settled), max(by_one), max(in_bulk)) AS highest
        FROM (
          SELECT response, CASE WHEN origin <> 'bulk' THEN score END AS by_one,
            CASE WHEN origin = 'bulk' THEN score END AS in_bulk, NULL AS settled FROM standing_verdicts
          UNION ALL SELECT response, NULL, NULL, score FROM final_scores)
        GROUP BY response;
CREATE VIEW decisions AS SELECT h.*, r.score AS judge_score, CASE WHEN r.score IS NULL THEN NULL WHEN h.lowest = r.score AND h.highest = r.score THEN 'confirmed' ELSE 'overridden' END AS decision
        FROM human_scores h JOIN responses r ON r.id = h.response;
CREATE VIEW latest_judgments AS SELECT j.* FROM judgments j WHERE NOT EXISTS (
          SELECT 1 FROM judgments o WHERE o.response = j.response AND o.judge = j.judge
            AND (o.status = 'judged', o.created_at, o.uid) > (j.status = 'judged', j.created_at, j.uid));
CREATE VIEW place_states AS SELECT l.packet_item, l.auditor, l.position, l.deferred_at, t.packet, t.response, t.judgment,
          t.repeat_of IS NOT NULL AS repeat,
          (SELECT v.id FROM reviews v WHERE v.packet_item = l.packet_item AND +v.auditor = l.auditor
             AND v.kind = 'verdict' AND v.evidence IS NOT 'none' AND NOT EXISTS (SELECT 1 FROM reviews w WHERE w.withdraws = v.id)
             ORDER BY v.made_at, v.uid LIMIT 1) AS first,
          CASE WHEN EXISTS (SELECT 1 FROM reviews v WHERE v.packet_item = l.packet_item AND +v.auditor = l.auditor AND v.kind IN ('verdict') AND v.evidence IS NOT 'none' AND NOT EXISTS (SELECT 1 FROM reviews w WHERE w.withdraws = v.id)) THEN 'decided' WHEN EXISTS (SELECT 1 FROM reviews v WHERE v.packet_item = l.packet_item AND +v.auditor = l.auditor AND v.kind IN ('verdict', 'cannot-judge') AND v.evidence IS NOT 'none' AND NOT EXISTS (SELECT 1 FROM reviews w WHERE w.withdraws = v.id)) THEN 'cannot judge' ELSE 'left' END AS state
        FROM packet_places l JOIN packet_items t ON t.id = l.packet_item;
CREATE TRIGGER prompts_fts_insert AFTER INSERT ON prompts WHEN new.text <> '' BEGIN INSERT INTO prompts_fts(rowid, text) VALUES (new.id, new.text); END;
CREATE TRIGGER prompts_fts_delete AFTER DELETE ON prompts WHEN old.text <> '' BEGIN INSERT INTO prompts_fts(prompts_fts, rowid, text) VALUES ('delete', old.id, old.text); END;
CREATE TRIGGER responses_fts_insert AFTER INSERT ON responses WHEN new.text <> '' BEGIN INSERT INTO responses_fts(rowid, text) VALUES (new.id, new.text); END;
CREATE TRIGGER responses_fts_delete AFTER DELETE ON responses WHEN old.text <> '' BEGIN INSERT INTO responses_fts(responses_fts, rowid, text) VALUES ('delete', old.id, old.text); END;
CREATE TRIGGER judgments_fts_insert AFTER INSERT ON judgments WHEN new.reason <> '' BEGIN INSERT INTO judgments_fts(rowid, reason) VALUES (new.id, new.reason); END;
CREATE TRIGGER judgments_fts_delete AFTER DELETE ON judgments WHEN old.reason <> '' BEGIN INSERT INTO judgments_fts(judgments_fts, rowid, reason) VALUES ('delete', old.id, old.reason); END;
CREATE TRIGGER reviews_never_change BEFORE UPDATE ON reviews
        BEGIN SELECT RAISE(ABORT, 'reviews are only ever added'); END;
CREATE TRIGGER reviews_never_go BEFORE DELETE ON reviews
        BEGIN SELECT RAISE(ABORT, 'reviews are only ever added'); END;
CREATE TRIGGER adjudications_never_change BEFORE UPDATE ON adjudications
        BEGIN SELECT RAISE(ABORT, 'adjudications are only ever added'); END;
CREATE TRIGGER adjudications_never_go BEFORE DELETE ON adjudications
        BEGIN SELECT RAISE(ABORT, 'adjudications are only ever added'); END;
CREATE TRIGGER reviews_fts_insert AFTER INSERT ON reviews WHEN new.note <> '' BEGIN INSERT INTO reviews_fts(rowid, note) VALUES (new.id, new.note); END;
CREATE TRIGGER reviews_fts_delete AFTER DELETE ON reviews WHEN old.note <> '' BEGIN INSERT INTO reviews_fts(reviews_fts, rowid, note) VALUES ('delete', old.id, old.note); END;
CREATE TRIGGER triage_response_insert AFTER INSERT ON responses
        BEGIN INSERT INTO triage(response) VALUES (new.id); END;
CREATE TRIGGER triage_response_update AFTER UPDATE OF judgment, judge_status, score ON responses
        WHEN (new.judgment, new.judge_status, new.score) IS NOT (old.judgment, old.judge_status, old.score)
        BEGIN UPDATE triage SET mask = NULL WHERE response = new.id AND mask IS NOT NULL; END;
CREATE TRIGGER triage_judgment_insert AFTER INSERT ON judgments
        BEGIN UPDATE triage SET mask = NULL WHERE response = new.response AND mask IS NOT NULL; END;
CREATE TRIGGER triage_judgment_update AFTER UPDATE OF score ON judgments
        WHEN new.score IS NOT old.score
        BEGIN UPDATE triage SET mask = NULL WHERE response = new.response AND mask IS NOT NULL; END;
CREATE TRIGGER triage_run_item_insert AFTER INSERT ON run_items
        WHEN new.response IS NOT NULL AND json_extract(new.details, '$.finish_reason') IS NOT NULL
        BEGIN UPDATE triage SET mask = NULL WHERE response = new.response AND mask IS NOT NULL; END;
CREATE TRIGGER triage_run_item_update AFTER UPDATE OF response, details ON run_items
        WHEN new.response IS NOT NULL AND json_extract(new.details, '$.finish_reason')
          IS NOT json_extract(old.details, '$.finish_reason')
        BEGIN UPDATE triage SET mask = NULL WHERE response = new.response AND mask IS NOT NULL; END;
CREATE TRIGGER withdrawn_by_the_author BEFORE INSERT ON reviews WHEN new.withdraws IS NOT NULL
          AND new.auditor <> (SELECT v.auditor FROM reviews v WHERE v.id = new.withdraws)
        BEGIN SELECT RAISE(ABORT, 'only its author withdraws a review'); END;
CREATE TRIGGER review_states_review AFTER INSERT ON reviews BEGIN DELETE FROM review_states WHERE response = new.response;
    INSERT INTO review_states SELECT * FROM states_worked_out WHERE response = new.response; END;
CREATE TRIGGER review_states_polarity AFTER UPDATE OF polarity ON judgments WHEN new.polarity IS NOT old.polarity
        AND EXISTS (SELECT 1 FROM reviews WHERE response = new.response) BEGIN DELETE FROM review_states WHERE response = new.response;
    INSERT INTO review_states SELECT * FROM states_worked_out WHERE response = new.response; END;
INSERT INTO prompts_fts(prompts_fts) VALUES ('rebuild');
INSERT INTO responses_fts(responses_fts) VALUES ('rebuild');
INSERT INTO judgments_fts(judgments_fts) VALUES ('rebuild');
INSERT INTO reviews_fts(reviews_fts) VALUES ('rebuild');
PRAGMA application_id = 1094872675;
PRAGMA user_version = 9;
COMMIT;
