namespace FairOta.Sdk.Chain;

/// <summary>Turns what a wallet sends into an outbox's entries.</summary>
/// <param name="store">Where they are kept.</param>
/// <param name="draft">What is sent.</param>
/// <param name="now">Unix seconds.</param>
/// <param name="head">The chain's height.</param>
internal sealed class OutboxJournal(IOutboxStore store, OutboxDraft draft, long now, long head) : ISendingJournal
{
    public long NextNonce => store.Live() is [.., var last] ? last.Nonce + 1 : 0;

    public void Sending(SignedTransaction signed, long gas, GasOffer offer) =>
        store.Put(draft.Sent(signed, givesUp: false, now, head));

    public void Refused(long nonce) => store.Remove(nonce);
}
