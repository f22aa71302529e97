/*
 * An honest device: PROTOCOL.md, "Exchange", steps 1 to 7. A bad distributor answers it as it likes.
 */
mtype = { choosing, opening, checking, waiting, mending, updated };
mtype stage = choosing;
byte source = NOBODY;                               /* the distributor it is with */
byte sealedBy = NOBODY;                             /* the key that opens the package it holds */
bit checked;                                        /* the samples were right */
bit flawed;                                         /* but missed something */
bit shunned[2];                                     /* not to be used again */
bit viaOrigin;                                      /* it had to turn to an origin, which the vendor serves */

#define IS_USABLE(d)     (!shunned[d] && (BAD(d) || IS_OPEN))
#define DEVICE_OPENS(d)  (stage == choosing && IS_USABLE(d) && (BAD(d) || OPENS(d)))
#define DEVICE_HAS_KEY   (stage == waiting && IS_PUBLIC(sealedBy))

/* An honest distributor mends what the chain shows delivered, by whomever. */
#ifdef MUTATE_MEND_BY_PAID_ONLY                     /* it mends only what it sold, which is never flawed */
#define MENDS(d)         0
#else
#define MENDS(d)         (HONEST(d) && head.payments > 0)
#endif
#define DEVICE_MENDS     (stage == mending && (HONEST(VENDOR) || MENDS(A) || MENDS(B)))

#ifdef MUTATE_NO_ORIGIN                             /* it knows no last resort */
#define DEVICE_GIVES_UP  0
#else
#define DEVICE_GIVES_UP  (stage == choosing && !IS_USABLE(A) && !IS_USABLE(B) && HONEST(VENDOR))
#endif

/* A package with a flaw is kept as long as the reward may still go out for it, and then while anybody mends it. */
#ifdef MUTATE_STOP_MENDING                          /* it does not wait for that */
#define DEVICE_DROPS_FLAWED (stage == mending && !DEVICE_MENDS)
#else
#define DEVICE_DROPS_FLAWED (stage == mending && !DEVICE_MENDS && now > validUntil[source])
#endif

#ifdef MUTATE_LET_GO_EARLY                          /* it lets go of the package while the receipt is worth something */
#define DEVICE_LETS_GO   (stage == waiting && !IS_PUBLIC(sealedBy) && now >= validUntil[source])
#elif defined(MUTATE_SIGN_TWICE)                    /* it does not wait before it signs for another */
#define DEVICE_LETS_GO   (stage == waiting && !IS_PUBLIC(sealedBy))
#else
#define DEVICE_LETS_GO   (stage == waiting && !IS_PUBLIC(sealedBy) && now > validUntil[source])
#endif

#define DEVICE_IS_DUE (DEVICE_OPENS(A) || DEVICE_OPENS(B) || stage == opening || stage == checking \
    || DEVICE_HAS_KEY || DEVICE_LETS_GO || DEVICE_MENDS || DEVICE_DROPS_FLAWED || DEVICE_GIVES_UP)

inline open(d)
{
    source = d;
    stage = opening
}

inline take(key)
{
    sealedBy = key;
    checked = 1;
    stage = checking
}

inline leave()
{
    shunned[source] = 1;
    source = NOBODY;
    sealedBy = NOBODY;
    checked = 0;
    flawed = 0;
    stage = choosing
}

/* It has the other's key commitments and sealed package for its own only if the device opened there before. */
#define CAN_RELAY(other) (HONEST(other) && validUntil[other] != 0)

inline be_served_by_bad()
{
    validUntil[source] = now + VALIDITY;
    if
    :: leave()                                      /* it does not answer */
#ifdef MUTATE_SIGN_UNCHECKED                        /* the device signs whatever the samples say */
    :: take(source); checked = 0
#else
    :: leave()                                      /* the samples are wrong */
#endif
    :: take(source)
    :: take(source); validUntil[source] = now + MIN_SIGNED
    :: take(source); flawed = 1
    :: CAN_RELAY(1 - source) -> take(1 - source)
    fi
}

proctype Device()
{
end:
    do
    :: atomic { HONEST(DEVICE) && DEVICE_OPENS(A) -> open(A) }
    :: atomic { HONEST(DEVICE) && DEVICE_OPENS(B) -> open(B) }
    :: atomic { stage == opening && HONEST(source) -> validUntil[source] = LATEST; take(source) }
    :: atomic { stage == opening && BAD(source) -> be_served_by_bad() }
    :: atomic { stage == checking && now + MIN_SIGNED <= validUntil[source] ->
            receipt[source] = sealedBy + 1;
            stage = waiting }
    :: atomic { stage == checking && now + MIN_SIGNED > validUntil[source] -> leave() }
    :: atomic { DEVICE_HAS_KEY -> stage = (flawed -> mending : updated) }
    :: atomic { DEVICE_MENDS -> stage = updated }
    :: atomic { DEVICE_DROPS_FLAWED -> leave() }
    :: atomic { DEVICE_LETS_GO ->
            leave()
#ifdef MUTATE_COME_BACK                             /* a receipt that was not honoured is forgotten */
            ;
            shunned[A] = 0;
            shunned[B] = 0
#endif
       }
    :: atomic { HONEST(DEVICE) && DEVICE_GIVES_UP -> viaOrigin = 1; stage = updated }
    od
}
