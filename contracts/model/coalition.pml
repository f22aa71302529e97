/*
 * All bad roles together, and what anybody may do. Each line is one move, made at any moment or never.
 */

/* A run goes on while there is a move. So that nobody bad need help, their help ends before time does. */
#define IS_WILLING (now < RECLAIM)

/* Honest distributors take a device that is not delivered. The first that a bad device goes to is A. That it may sign
   later than it gets the package is in that distributor's being late. */
#define BAD_DEVICE_OPENS(d) (BAD(DEVICE) && HONEST(d) && IS_OPEN && final.payments == 0 && validUntil[d] == 0)

#define SIGNED_FOR(d) (HONEST(DEVICE) && BAD(d) && receipt[d] != 0)

inline serve_and_sign(d)
{
    validUntil[d] = LATEST;
    receipt[d] = d + 1
}

#ifdef MUTATE_KEY_UNCHECKED                         /* reveal takes any key */
#define FALSE_REVEAL(a) (MAY_REVEAL(a) && !IS_KNOWN(head.commitment[a]))
inline false_reveal(a)
{
    pay(a, head.commitment[a]);
    end_reservation(a)
}
#endif

proctype Coalition()
{
    byte valid;
end:
    do
    /* A bad device signs for honest distributors, whatever else it signed or will sign. */
    :: atomic { BAD_DEVICE_OPENS(A) -> serve_and_sign(A) }
    :: atomic { BAD_DEVICE_OPENS(B) && (BAD(A) || validUntil[A] != 0) -> serve_and_sign(B) }

    /* It signs for X too, in front of whatever it sees. */
    :: atomic { BAD(DEVICE) && MAY_RESERVE(LATEST) -> valid = LATEST; reserve(X, X, valid); valid = 0 }
    :: atomic { BAD(DEVICE) && MAY_CLAIM(LATEST) -> claim(X, X) }

    /* A bad distributor uses an honest device's receipt, or gives its own key for nothing, or mends what it spoilt. */
    :: atomic { SIGNED_FOR(A) && MAY_RESERVE(validUntil[A]) -> reserve(A, receipt[A] - 1, validUntil[A]) }
    :: atomic { SIGNED_FOR(B) && MAY_RESERVE(validUntil[B]) -> reserve(B, receipt[B] - 1, validUntil[B]) }
    :: atomic { SIGNED_FOR(A) && MAY_CLAIM(validUntil[A]) && IS_KNOWN(receipt[A] - 1) -> claim(A, receipt[A] - 1) }
    :: atomic { SIGNED_FOR(B) && MAY_CLAIM(validUntil[B]) && IS_KNOWN(receipt[B] - 1) -> claim(B, receipt[B] - 1) }
    :: atomic { IS_WILLING && stage == waiting && BAD(sealedBy) && !IS_PUBLIC(sealedBy) -> PUBLISH(sealedBy) }
    :: atomic { IS_WILLING && stage == mending && BAD(source) -> stage = updated }

    /* Anybody reveals what he knows, for whomever it pays, and expires what lapsed. */
    :: atomic { MAY_REVEAL(A) && IS_KNOWN(head.commitment[A]) -> reveal(A) }
    :: atomic { MAY_REVEAL(B) && IS_KNOWN(head.commitment[B]) -> reveal(B) }
    :: atomic { MAY_REVEAL(X) && IS_KNOWN(head.commitment[X]) -> reveal(X) }
    :: atomic { MAY_EXPIRE(A) -> expire(A) }
    :: atomic { MAY_EXPIRE(B) -> expire(B) }
    :: atomic { MAY_EXPIRE(X) -> expire(X) }

    /* The vendor, good or bad, takes back what it may. */
    :: atomic { MAY_RECLAIM -> head.reclaimed = 1; unsettled = 1 }

#ifdef MUTATE_RECEIPT_UNNAMED                       /* a receipt does not say for whom it is */
    :: atomic { (pool & RESERVE(A)) && MAY_RESERVE(validUntil[A]) -> reserve(X, A, validUntil[A]) }
    :: atomic { (pool & RESERVE(B)) && MAY_RESERVE(validUntil[B]) -> reserve(X, B, validUntil[B]) }
#endif
#ifdef MUTATE_KEY_UNCHECKED
    :: atomic { FALSE_REVEAL(A) -> false_reveal(A) }
    :: atomic { FALSE_REVEAL(B) -> false_reveal(B) }
    :: atomic { FALSE_REVEAL(X) -> false_reveal(X) }
#endif
    od
}

/*
 * What a bad device and X could do with the key of an honest distributor. For which key X's receipt is, is decided only
 * when it is used. None of it ever is: by the time that such a key is public, nobody else can take the reward.
 */
proctype Thief()
{
end:
    do
    :: atomic { BAD(DEVICE) && HONEST(A) && IS_PUBLIC(A) && MAY_CLAIM(LATEST) -> claim(X, A) }
    :: atomic { BAD(DEVICE) && HONEST(B) && IS_PUBLIC(B) && MAY_CLAIM(LATEST) -> claim(X, B) }
    :: atomic { HONEST(A) && IS_PUBLIC(A) && MAY_REVEAL(X) -> head.commitment[X] = A; reveal(X) }
    :: atomic { HONEST(B) && IS_PUBLIC(B) && MAY_REVEAL(X) -> head.commitment[X] = B; reveal(X) }
    od
}
