using System.CommandLine;
using FairOta.Cli.Commands;
using FairOta.Sdk;

namespace FairOta.Cli;

/// <summary>Which product: by domain and class, or by id.</summary>
internal sealed class ProductOptions
{
    private readonly Option<string?> _domain = Opt.Of<string?>(
        "--domain", "name", "The vendor's domain.", text => ProductId.Of(text, "x") is var _ ? text : null);

    private readonly Option<string?> _class = Opt.Of<string?>(
        "--product", "class", "The vendor's name for the product; domain and class give the product id.",
        text => ProductId.Of("x", text) is var _ ? text : null);

    private readonly Option<ProductId?> _id = Opt.Of<ProductId?>(
        "--product-id", "uuid", "The product id itself, in place of domain and class.", text => ProductId.Parse(text));

    public ProductOptions(Command command)
    {
        command.Add(_domain);
        command.Add(_class);
        command.Add(_id);
        command.Validators.Add(result =>
        {
            bool id = result.GetResult(_id) is not null;
            bool domain = result.GetResult(_domain) is not null, named = result.GetResult(_class) is not null;
            if (id ? domain || named : !(domain && named))
                result.AddError("Either --domain and --product, or --product-id, is required.");
        });
    }

    public ProductId Get(Invocation call) =>
        call.Get(_id) ?? ProductId.Of(call.Get(_domain)!, call.Get(_class)!);
}
