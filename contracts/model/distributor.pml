/*
 * An honest distributor: PROTOCOL.md, "Exchange", steps 1, 3 and 6.
 */
byte reservedAt[2];                                 /* when it sent its reservation */
byte revealDue[2];                                  /* the expiry of the reservation that it revealed in time */

#define LATEST     (now + VALIDITY < DEADLINE -> now + VALIDITY : DEADLINE)
#define IS_OPEN    (now < DEADLINE - CLOSING)
#define HAS_LAPSED (IS_LAPSED(A) || IS_LAPSED(B) || IS_LAPSED(X))

/* Taken, off chain, means delivered, or reserved with an expiry not past. */
#define OPENS(d)   (IS_OPEN && validUntil[d] == 0 && (!head.taken || HAS_LAPSED))

#define IS_PENDING(d)    (HONEST(d) && receipt[d] != 0 && now + MIN_RESERVATION + INCLUSION <= validUntil[d])
#define SENDS_RESERVE(d) (IS_PENDING(d) && !head.taken && !IS_PUBLIC(d) && !IN_FLIGHT(RESERVE(d)))
#define SENDS_EXPIRE(d)  (IS_PENDING(d) && HAS_LAPSED && !IN_FLIGHT(EXPIRES | RESERVE(d)))

#ifdef MUTATE_KEY_BEFORE_FINAL                      /* it goes by a block that may yet be dropped */
#define SHOWN head
#else
#define SHOWN final
#endif

#ifdef MUTATE_REVEAL_LATE                           /* it hands out the key however little of the window is left */
#define IS_TIME_LEFT(d) (now <= SHOWN.expiry[d])
#else
#define IS_TIME_LEFT(d) (now <= SHOWN.expiry[d] && 2 * (SHOWN.expiry[d] - now) >= SHOWN.expiry[d] - reservedAt[d])
#endif

#define REVEALS(d) (HONEST(d) && SHOWN.expiry[d] != 0 && IS_TIME_LEFT(d) && !IS_PUBLIC(d))

#define DISTRIBUTOR_IS_DUE(d) (SENDS_RESERVE(d) || SENDS_EXPIRE(d) || REVEALS(d))

proctype Distributor(byte d)
{
end:
    do
    :: atomic { SENDS_RESERVE(d) ->
            reservedAt[d] = now;
#ifdef MUTATE_CLAIM_IN_ONE_STEP
            PUBLISH(d);
#endif
            pool = pool | RESERVE(d) }
    :: atomic { SENDS_EXPIRE(d) -> pool = pool | EXPIRE(d) }
    :: atomic { REVEALS(d) ->
            PUBLISH(d);                             /* handed out, and in the pool */
            revealDue[d] = (now + INCLUSION <= SHOWN.expiry[d] -> SHOWN.expiry[d] : 0);
            pool = pool | REVEAL(d) }
#ifdef MUTATE_KEY_WITH_RECEIPT                      /* it answers the receipt with the key */
    :: atomic { HONEST(d) && receipt[d] != 0 && !IS_PUBLIC(d) -> PUBLISH(d) }
#endif
    od
}
