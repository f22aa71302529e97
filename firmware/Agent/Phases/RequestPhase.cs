namespace FairOta.Agent;

/// <summary>A phase made of requests, one after another.</summary>
internal abstract class RequestPhase : Phase
{
    protected RequestPhase(Context context)
        : base(context)
    {
    }

    protected Call Call => Context.Call;

    /// <summary>Where the body of the answer goes, and how much of it there may be; set with every request.</summary>
    protected IBodySink Sink { get; set; }

    protected long MostBytes { get; set; }

    public sealed override Phase Step()
    {
        if (!Call.IsOpen)
        {
            LinkRequest request = Ask();
            if (request == null)
                return Finished();
            Call.Begin(request, Sink, MostBytes);
            return this;
        }

        if (!Call.Step())
        {
            if (!Overlap())
                Context.Pend();
            return this;
        }

        return Call.IsOpen ? this : Answered();
    }

    /// <summary>The next request, or null where there is none left.</summary>
    protected abstract LinkRequest Ask();

    /// <summary>Takes the answer of the last one.</summary>
    protected abstract Phase Answered();

    /// <summary>What comes when there is nothing left to ask.</summary>
    protected abstract Phase Finished();

    /// <summary>
    /// Does a bounded piece of work that waits for nobody while the link has nothing; false where there is none.
    /// </summary>
    protected virtual bool Overlap() => false;

    /// <summary>Keeps a small body.</summary>
    protected BufferSink Buffer(int mostBytes)
    {
        BufferSink sink = new BufferSink(mostBytes);
        Sink = sink;
        MostBytes = mostBytes;
        return sink;
    }
}
