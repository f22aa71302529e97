/*
 * The contract, for one device's reward, and the chain that executes it.
 *
 * By account A, B, X: a reservation is there while its expiry is not 0; `paid` holds the key that was paid for, plus 1.
 */
typedef Escrow {
    bit taken;
    byte expiry[3];
    byte commitment[3];
    byte paid[3];
    byte payments;
    bit reclaimed
};

Escrow head;                                        /* after all that was executed */
Escrow final;                                       /* after what stays executed */
bit unsettled;                                      /* whether something was executed that is not final */
byte drops;
#define MAX_DROPS 1                                 /* reorganisations in a run */

/* What honest roles sent: not executed, executed but not final, and those of both that were sent before this tick. */
byte pool;
byte executed;
byte overdue;
#define RESERVE(d)      (1 << (d))
#define REVEAL(d)       (4 << (d))
#define EXPIRE(d)       (16 << (d))
#define EXPIRES         (EXPIRE(A) | EXPIRE(B))
#define IN_FLIGHT(call) ((pool | executed) & (call))

#ifdef MUTATE_TAKEN_UNMARKED                        /* reserve does not mark the device as taken */
#define IS_FREE 1
#else
#define IS_FREE (!head.taken)
#endif

#ifdef MUTATE_RESERVATION_TOO_LONG                  /* a reservation must last longer than any receipt */
#define LEAD (VALIDITY + 1)
#else
#define LEAD MIN_RESERVATION
#endif

#define MAY_RESERVE(valid) (IS_FREE && now + LEAD <= (valid) && (valid) <= now + VALIDITY && (valid) <= DEADLINE)
#define MAY_CLAIM(valid)   (IS_FREE && now <= (valid) && (valid) <= now + VALIDITY && (valid) <= DEADLINE)
#define MAY_REVEAL(a)      (head.expiry[a] != 0 && now <= head.expiry[a] && !head.reclaimed)
#define IS_LAPSED(a)       (head.expiry[a] != 0 && now > head.expiry[a])

#ifdef MUTATE_EXPIRE_EARLY                          /* a reservation can be ended before its expiry */
#define MAY_EXPIRE(a) (head.expiry[a] != 0)
#elif defined(MUTATE_EXPIRE_NEVER)                  /* a reservation that lapsed stays */
#define MAY_EXPIRE(a) 0
#else
#define MAY_EXPIRE(a) IS_LAPSED(a)
#endif

#ifdef MUTATE_RECLAIM_EARLY                         /* the vendor need not wait */
#define MAY_RECLAIM (head.payments == 0 && !head.reclaimed)
#else
#define MAY_RECLAIM (now >= RECLAIM && head.payments == 0 && !head.reclaimed)
#endif

inline pay(a, key)
{
    head.paid[a] = key + 1;
    head.payments++;
    unsettled = 1
}

inline end_reservation(a)
{
    head.expiry[a] = 0;
    head.commitment[a] = 0;
    unsettled = 1
}

/* The reservation ends with the earliest validUntil of its batch, which others decide. */
inline reserve(a, key, valid)
{
    if
    :: head.expiry[a] = valid
    :: now + LEAD < valid -> head.expiry[a] = now + LEAD
    :: now + LEAD + 1 < valid -> head.expiry[a] = now + LEAD + 1
    :: now + LEAD + 2 < valid -> head.expiry[a] = now + LEAD + 2
    fi;
    head.taken = 1;
    head.commitment[a] = key;
#ifdef MUTATE_PAY_AT_RESERVE                        /* the reservation pays */
    pay(a, key);
#endif
    unsettled = 1
}

inline reveal(a)
{
    PUBLISH(head.commitment[a]);
    pay(a, head.commitment[a]);
#ifndef MUTATE_REVEAL_REPEATS                       /* a payment leaves the reservation */
    end_reservation(a)
#endif
}

inline claim(a, key)
{
    PUBLISH(key);
    head.taken = 1;
    pay(a, key)
}

inline expire(a)
{
    end_reservation(a);
    head.taken = 0
}

/* What the other variables of a run are, the chain cannot take back. */
inline copy(from, to)
{
    to.taken = from.taken;
    to.expiry[A] = from.expiry[A];
    to.expiry[B] = from.expiry[B];
    to.expiry[X] = from.expiry[X];
    to.commitment[A] = from.commitment[A];
    to.commitment[B] = from.commitment[B];
    to.commitment[X] = from.commitment[X];
    to.paid[A] = from.paid[A];
    to.paid[B] = from.paid[B];
    to.paid[X] = from.paid[X];
    to.payments = from.payments;
    to.reclaimed = from.reclaimed
}

/* What the contract refuses by now, or passes over, has no effect. */
inline execute_reserve(d)
{
    pool = pool & ~RESERVE(d);
    executed = executed | RESERVE(d);
    unsettled = 1;
    if
#ifdef MUTATE_CLAIM_IN_ONE_STEP                     /* distributors reserve and reveal in one call */
    :: MAY_CLAIM(validUntil[d]) -> claim(d, d)
#else
    :: MAY_RESERVE(validUntil[d]) -> reserve(d, d, validUntil[d])
#endif
    :: else
    fi
}

inline execute_reveal(d)
{
    pool = pool & ~REVEAL(d);
    executed = executed | REVEAL(d);
    unsettled = 1;
    if
    :: MAY_REVEAL(d) -> reveal(d)
    :: else
    fi
}

/* At most one waits: who sees it does not send another. */
inline execute_expire()
{
    executed = executed | (pool & EXPIRES);
    pool = pool & ~EXPIRES;
    unsettled = 1;
    if
    :: MAY_EXPIRE(A) -> expire(A)
    :: MAY_EXPIRE(B) -> expire(B)
    :: MAY_EXPIRE(X) -> expire(X)
    :: else
    fi
}

proctype Chain()
{
end:
    do
    /* Executes, in any order, but that the calls of an account are numbered: expire, reserve, reveal. */
    :: atomic { pool & EXPIRES -> execute_expire() }
    :: atomic { (pool & RESERVE(A)) && !(pool & EXPIRE(A)) -> execute_reserve(A) }
    :: atomic { (pool & RESERVE(B)) && !(pool & EXPIRE(B)) -> execute_reserve(B) }
    :: atomic { (pool & REVEAL(A)) && !(pool & RESERVE(A)) -> execute_reveal(A) }
    :: atomic { (pool & REVEAL(B)) && !(pool & RESERVE(B)) -> execute_reveal(B) }
    /* Makes final, or drops, what it executed since. */
    :: atomic { unsettled ->
            copy(head, final);
            overdue = overdue & pool;
            executed = 0;
            unsettled = 0 }
    :: atomic { unsettled && drops < MAX_DROPS ->
            copy(final, head);
            pool = pool | executed;
            executed = 0;
            unsettled = 0;
            drops++ }
    od
}
