/*
 * Time passes unless a call of the tick before is not final yet. That an honest role had something to do is remembered
 * where a property asks for it: if the device is honest.
 *
 * With each tick, runs become one that differ only in what is past and can have no effect any more. That changes no
 * move; there are three times as many states without it.
 */
#define IS_HELD(d) (head.expiry[d] || final.expiry[d] || IN_FLIGHT(RESERVE(d)))
#define IS_PAST(d) (validUntil[d] && (now > validUntil[d] || final.payments) && !IS_HELD(d) && source != d)

inline forget_session(d)
{
    validUntil[d] = (IS_PAST(d) -> 1 : validUntil[d]);
    receipt[d] = (validUntil[d] == 1 -> 0 : receipt[d]);
    reservedAt[d] = (IS_HELD(d) && !IS_PUBLIC(d) -> reservedAt[d] : 0);
    revealDue[d] = (final.paid[d] == 0 -> revealDue[d] : 0)
}

inline forget_expiry(a)
{
    head.expiry[a] = (IS_LAPSED(a) -> 1 : head.expiry[a]);
    final.expiry[a] = (final.expiry[a] && now > final.expiry[a] -> 1 : final.expiry[a])
}

proctype Clock()
{
end:
    do
    :: atomic { now < RECLAIM && !(overdue & (pool | executed)) ->
            late = late || (HONEST(DEVICE) && (DEVICE_IS_DUE || DISTRIBUTOR_IS_DUE(A) || DISTRIBUTOR_IS_DUE(B)));
            overdue = pool | executed;
            now++;
            forget_session(A);
            forget_session(B);
            forget_expiry(A);
            forget_expiry(B);
            forget_expiry(X) }
    od
}
