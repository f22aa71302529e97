namespace FairOta.Sdk.Postgres;

/// <summary>The schema <c>fairota</c> of a distributor's database.</summary>
internal static class PostgresSchema
{
    /// <summary>What makes each version out of the one before; the first out of nothing. Times are Unix seconds, ids
    /// and addresses their bytes, amounts wei or units of a token.</summary>
    /// <remarks>The triggers hold, against any statement and whoever sends it, what the distributor's rules decide: a
    /// session changes by one revision at a time, an answered challenge is neither replaced nor taken back, and nothing
    /// comes back of a release that was forgotten.</remarks>
    public static readonly string[] Versions =
    [
        """
        CREATE TABLE owner (
            sole boolean PRIMARY KEY DEFAULT true CHECK (sole),
            chain bigint NOT NULL,
            escrow bytea NOT NULL,
            account bytea NOT NULL,
            secret_print bytea NOT NULL
        );
        CREATE TABLE epoch (
            sole boolean PRIMARY KEY DEFAULT true CHECK (sole),
            epoch bytea NOT NULL CHECK (octet_length(epoch) = 16),
            begun xid8 NOT NULL
        );
        CREATE TABLE counted (
            sole boolean PRIMARY KEY DEFAULT true CHECK (sole),
            answered bigint NOT NULL,
            open_at bigint NOT NULL
        );
        INSERT INTO counted (answered, open_at) VALUES (0, 0);
        CREATE TABLE forgotten (release bytea PRIMARY KEY);
        CREATE TABLE session (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            id bytea NOT NULL UNIQUE CHECK (octet_length(id) = 32),
            revision bigint NOT NULL,
            release bytea NOT NULL CHECK (octet_length(release) = 32),
            vendor bytea NOT NULL CHECK (octet_length(vendor) = 20),
            device bytea NOT NULL CHECK (octet_length(device) = 20),
            tranche integer NOT NULL,
            place integer NOT NULL,
            nonce bytea NOT NULL,
            epoch bytea NOT NULL,
            opened_at bigint NOT NULL,
            ends_at bigint NOT NULL,
            ended boolean NOT NULL,
            sent_bytes bigint NOT NULL,
            challenge bytea,
            valid_until bigint,
            key_commitment bytea,
            receipt bytea,
            received_at bigint NOT NULL,
            standing integer NOT NULL CHECK (standing BETWEEN 0 AND 8),
            key_out boolean NOT NULL,
            acted_at bigint NOT NULL,
            lost_to bytea,
            digest bytea,
            CHECK ((challenge IS NULL) = (valid_until IS NULL) AND (challenge IS NULL) = (key_commitment IS NULL))
        );
        CREATE INDEX session_device ON session (release, device);
        CREATE INDEX session_opened ON session (release, opened_at);
        CREATE INDEX session_claimable ON session (received_at, id) WHERE standing BETWEEN 2 AND 4;
        CREATE INDEX session_owing ON session (vendor, release, valid_until)
            WHERE challenge IS NOT NULL AND standing NOT IN (4, 5);
        CREATE INDEX session_due ON session (release) WHERE challenge IS NOT NULL;
        CREATE INDEX session_open ON session (ends_at, release) WHERE challenge IS NULL AND NOT ended;
        CREATE TABLE open_tally (release bytea PRIMARY KEY, sessions bigint NOT NULL);
        CREATE TABLE paid (
            vendor bytea NOT NULL,
            release bytea NOT NULL,
            deliveries bigint NOT NULL,
            PRIMARY KEY (vendor, release)
        );
        CREATE TABLE repair (
            release bytea NOT NULL,
            device bytea NOT NULL,
            indices bytea NOT NULL,
            PRIMARY KEY (release, device)
        );
        CREATE TABLE earned (
            release bytea PRIMARY KEY,
            token bytea NOT NULL,
            reward numeric(78, 0) NOT NULL,
            deliveries bigint NOT NULL
        );
        CREATE TABLE ended (
            release bytea NOT NULL,
            standing integer NOT NULL,
            lost_to bytea,
            deliveries bigint NOT NULL
        );
        CREATE TABLE report (
            release bytea NOT NULL,
            number bigint NOT NULL,
            device bytea NOT NULL,
            outcome integer NOT NULL,
            signature bytea NOT NULL,
            PRIMARY KEY (release, number),
            UNIQUE (release, device, outcome)
        );
        CREATE TABLE entry (
            nonce bigint PRIMARY KEY,
            label text NOT NULL,
            about text NOT NULL,
            receiver bytea,
            data bytea NOT NULL,
            value numeric(78, 0) NOT NULL,
            gas bigint NOT NULL,
            last_sent_at bigint NOT NULL
        );
        CREATE TABLE form (
            nonce bigint NOT NULL REFERENCES entry ON DELETE CASCADE,
            number integer NOT NULL,
            hash bytea NOT NULL,
            raw bytea NOT NULL,
            max_fee numeric(78, 0) NOT NULL,
            max_tip numeric(78, 0) NOT NULL,
            gives_up boolean NOT NULL,
            sent_at bigint NOT NULL,
            sent_at_block bigint NOT NULL,
            PRIMARY KEY (nonce, number)
        );
        CREATE TABLE settled (
            nonce bigint PRIMARY KEY,
            label text NOT NULL,
            outcome integer NOT NULL,
            hash bytea NOT NULL,
            block bigint NOT NULL,
            gas_used bigint NOT NULL,
            fee numeric(78, 0) NOT NULL,
            value numeric(78, 0) NOT NULL,
            versions integer NOT NULL,
            settled_at bigint NOT NULL
        );

        CREATE FUNCTION guard_session() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
            IF TG_OP = 'TRUNCATE' THEN
                RAISE integrity_constraint_violation USING MESSAGE = 'Sessions are not dropped all at once.';
            ELSIF TG_OP = 'DELETE' THEN
                IF old.challenge IS NOT NULL
                    AND NOT EXISTS (SELECT FROM fairota.forgotten f WHERE f.release = old.release) THEN
                    RAISE integrity_constraint_violation
                        USING MESSAGE = 'An answered challenge is kept until its release is forgotten.';
                END IF;
                RETURN old;
            ELSIF EXISTS (SELECT FROM fairota.forgotten f WHERE f.release = new.release) THEN
                RAISE integrity_constraint_violation USING MESSAGE = 'The release is forgotten.';
            ELSIF TG_OP = 'INSERT' THEN
                IF new.revision <> 1 THEN
                    RAISE integrity_constraint_violation USING MESSAGE = 'A session begins with revision 1.';
                END IF;
            ELSE
                IF new.revision <> old.revision + 1
                    OR (new.id, new.release, new.vendor, new.device, new.nonce, new.epoch)
                        IS DISTINCT FROM (old.id, old.release, old.vendor, old.device, old.nonce, old.epoch) THEN
                    RAISE integrity_constraint_violation USING MESSAGE = 'A session changes by one revision.';
                END IF;
                IF old.challenge IS NOT NULL AND (new.challenge, new.valid_until, new.key_commitment)
                    IS DISTINCT FROM (old.challenge, old.valid_until, old.key_commitment) THEN
                    RAISE integrity_constraint_violation USING MESSAGE = 'An answered challenge does not change.';
                END IF;
            END IF;
            RETURN new;
        END $body$;
        CREATE TRIGGER guard_session BEFORE INSERT OR UPDATE OR DELETE ON session
            FOR EACH ROW EXECUTE FUNCTION guard_session();
        CREATE TRIGGER guard_sessions BEFORE TRUNCATE ON session
            FOR EACH STATEMENT EXECUTE FUNCTION guard_session();

        CREATE FUNCTION count_session() RETURNS trigger LANGUAGE plpgsql AS $body$
        DECLARE
            was_open boolean := TG_OP <> 'INSERT' AND old.challenge IS NULL AND NOT old.ended;
            is_open boolean := new.challenge IS NULL AND NOT new.ended;
            was_paid boolean := TG_OP <> 'INSERT' AND old.standing = 5;
            is_paid boolean := new.standing = 5;
        BEGIN
            IF new.challenge IS NOT NULL AND (TG_OP = 'INSERT' OR old.challenge IS NULL) THEN
                UPDATE fairota.counted SET answered = answered + 1;
            END IF;
            IF was_paid <> is_paid THEN
                INSERT INTO fairota.paid AS p VALUES (new.vendor, new.release, 1)
                    ON CONFLICT (vendor, release)
                    DO UPDATE SET deliveries = p.deliveries + is_paid::integer - was_paid::integer;
            END IF;
            IF was_open <> is_open AND new.ends_at >= (SELECT open_at FROM fairota.counted) THEN
                INSERT INTO fairota.open_tally AS t VALUES (new.release, 1)
                    ON CONFLICT (release)
                    DO UPDATE SET sessions = t.sessions + is_open::integer - was_open::integer;
            END IF;
            RETURN NULL;
        END $body$;
        CREATE TRIGGER count_session AFTER INSERT OR UPDATE ON session
            FOR EACH ROW EXECUTE FUNCTION count_session();

        -- A forgotten release goes with all its sessions at once. One by one, each would leave a version of the same
        -- row behind for the next to pass over.
        CREATE FUNCTION discount_sessions() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
            UPDATE fairota.paid p SET deliveries = p.deliveries - gone.deliveries
            FROM (
                SELECT g.vendor, g.release, count(*) AS deliveries FROM gone_sessions g
                WHERE g.standing = 5 GROUP BY g.vendor, g.release) gone
            WHERE (p.vendor, p.release) = (gone.vendor, gone.release);
            UPDATE fairota.open_tally t SET sessions = t.sessions - gone.sessions
            FROM (
                SELECT g.release, count(*) AS sessions FROM gone_sessions g
                WHERE g.challenge IS NULL AND NOT g.ended AND g.ends_at >= (SELECT open_at FROM fairota.counted)
                GROUP BY g.release) gone
            WHERE t.release = gone.release;
            RETURN NULL;
        END $body$;
        CREATE TRIGGER discount_sessions AFTER DELETE ON session REFERENCING OLD TABLE AS gone_sessions
            FOR EACH STATEMENT EXECUTE FUNCTION discount_sessions();

        CREATE FUNCTION count_open(wanted bytea, moment bigint, OUT of_release bigint, OUT in_all bigint)
        LANGUAGE plpgsql AS $body$
        DECLARE
            before bigint := (SELECT open_at FROM fairota.counted);
        BEGIN
            IF moment < before - 3600 THEN
                DELETE FROM fairota.open_tally;
                INSERT INTO fairota.open_tally
                    SELECT s.release, count(*) FROM fairota.session s
                    WHERE s.challenge IS NULL AND NOT s.ended AND s.ends_at >= moment GROUP BY s.release;
                UPDATE fairota.counted SET open_at = moment;
            ELSIF moment > before THEN
                UPDATE fairota.open_tally t SET sessions = t.sessions - past.sessions
                FROM (
                    SELECT s.release, count(*) AS sessions FROM fairota.session s
                    WHERE s.challenge IS NULL AND NOT s.ended AND s.ends_at >= before AND s.ends_at < moment
                    GROUP BY s.release) past
                WHERE t.release = past.release;
                DELETE FROM fairota.open_tally WHERE sessions = 0;
                UPDATE fairota.counted SET open_at = moment;
            END IF;
            SELECT coalesce(sum(t.sessions) FILTER (WHERE t.release = wanted), 0), coalesce(sum(t.sessions), 0)
                INTO of_release, in_all FROM fairota.open_tally t;
        END $body$;
        """,
    ];
}
