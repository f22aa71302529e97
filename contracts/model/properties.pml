/*
 * What is claimed. ./pan -a -N <name> looks for a run that breaks it.
 */

/* Must be broken: a run in which everybody is honest, the distributor is paid and the device has its update by it. */
ltl honest_run { [] !(coalition == 0 && !late && final.payments == 1 && stage == updated && !viaOrigin) }

/* A distributor is paid only if its key is out and the device, if honest, holds the package it opens, and checked it. */
#define IS_EARNED(a) (head.paid[a] == 0 || (IS_PUBLIC(head.paid[a] - 1) \
    && (BAD(DEVICE) || (source == a && sealedBy == head.paid[a] - 1 && checked))))
ltl paid_for_key { [] (IS_EARNED(A) && IS_EARNED(B) && IS_EARNED(X)) }

/* An honest distributor whose reservation is final is paid before it is over, if it reveals in time. */
#define IS_PAID_IN_TIME(d) (revealDue[d] == 0 || now <= revealDue[d] || final.paid[d] == d + 1)
ltl paid_in_time { [] (IS_PAID_IN_TIME(A) && IS_PAID_IN_TIME(B)) }

/* A device's reward goes out once: to a distributor, or back to the vendor. */
ltl paid_once { [] (head.payments + head.reclaimed <= 1) }

/* While an honest distributor's key is public, it is paid for good or holds a reservation that is final and not over. */
#define IS_SECURE(d) (BAD(d) || !IS_PUBLIC(d) || final.paid[d] == d + 1 \
    || (final.expiry[d] != 0 && final.commitment[d] == d && now <= final.expiry[d]))
ltl key_secure { [] (IS_SECURE(A) && IS_SECURE(B)) }

/* An honest device ends with the update if honest roles are in time: with two bad at most, a source is honest. */
ltl update_arrives { <> (stage == updated || BAD(DEVICE) || late) }
