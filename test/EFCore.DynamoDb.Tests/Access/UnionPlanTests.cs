using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Metadata;
using static EFCore.DynamoDb.Tests.Access.Asking;

namespace EFCore.DynamoDb.Tests.Access;

/// <summary>Plans of an OR whose branches a key serves. Slots are @0, @1 ... in the order of the conditions.</summary>
public class UnionPlanTests
{
    private static readonly TableModel Users = Table(
        S("Id"),
        null,
        Gsi("ByEmail", [S("Email")]),
        Gsi("ByPhone", [S("Phone")], [S("Name")]),
        Gsi("ByCity", [S("City")], [S("Name")], ["Id", "City", "Name"]));

    private static readonly TableModel Orders = Table(S("Customer"), S("Date"), Gsi("Open", [S("OpenCustomer")], [S("Date")]));

    private static void Is(string plan, Asking asking)
        => Assert.Equal(plan, asking.PlanLine());

    private static Asking Ask()
        => new Asking(Users).Required("Email", "Phone", "City", "Name");

    private static Func<Asking, Condition> Either(params string[] attributes)
        => a => new Condition.Or([.. attributes.Select(n => a.Compare(n, "="))]);

    [Fact]
    public void Branches_that_keys_serve_are_read_side_by_side()
    {
        Is(
            "Union T | Query T index ByEmail |   key: Email = @0 | Query T index ByPhone |   key: Phone = @1 => all",
            Ask().Where(Either("Email", "Phone")));
        Is(
            "Union T | Query T index ByEmail |   key: Email = @0 |   filter: Age > @2 | GetItem T |   key: Id = @1 => all but 1",
            Ask().Where(Either("Email", "Id")).Gt("Age"));
        Is(
            "Union T | Query T index ByEmail |   key: Email = @0 | Query T index ByPhone |   key: Phone = @1 AND begins_with(Name, @2) | projection: Id, Age => all",
            Ask().Where(a => new Condition.Or([a.Compare("Email", "="), new Condition.And([a.Compare("Phone", "="), new Condition.BeginsWith("Name", a.Slot())])])).Select("Age"));
    }

    [Fact]
    public void A_branch_that_no_key_serves_leaves_nothing_to_gain()
    {
        Is("Scan T | filter: Email = @0 OR Age = @1 => all !ScanNotAllowed", Ask().Where(Either("Email", "Age")));
        Is("Query T index ByEmail | key: Email = @0 | filter: Phone = @1 OR City = @2 => all", Ask().Eq("Email").Where(Either("Phone", "City")));
        Is("Scan T | filter: Email = @0 OR Phone = @1 => all", Ask().Where(Either("Email", "Phone")).AllowScan().Hint(h => h with { TableOnly = true }));
        Is("Scan T | filter: Email = @0 OR Phone = @1 | consistent read => all !ScanNotAllowed", Ask().Where(Either("Email", "Phone")).Consistent());
    }

    [Fact]
    public void Items_that_are_given_by_key_are_read_by_key_whatever_else_would_serve()
    {
        Is(
            "Union T | GetItem T |   key: Customer = @0 AND Date = @1 | GetItem T |   key: Customer = @0 AND Date = @2 => all",
            new Asking(Orders).Eq("Customer").Where(Either("Date", "Date")));
        Is(
            "Query T | key: Customer = @0 => all but 1",
            new Asking(Orders).Eq("Customer").Where(a => new Condition.Or([a.Compare("Date", "<"), a.Compare("Date", ">")])));
    }

    [Fact]
    public void Sorted_branches_are_merged()
    {
        Is(
            "Union T | Query T |   key: Customer = @0 |   backward | Query T index Open |   key: OpenCustomer = @1 |   backward | merged by: Date desc | limit: 5 => all, order, limit",
            new Asking(Orders).Where(Either("Customer", "OpenCustomer")).Order("Date desc").Take(5));
        Is(
            "Union T | Query T |   key: Customer = @0 | Query T index Open |   key: OpenCustomer = @1 | projection: Customer, Date, Note => all",
            new Asking(Orders).Where(Either("Customer", "OpenCustomer")).Order("Note").Take(5).Select("Date"));
        Is(
            "Union T | Query T |   key: Customer = @0 | Query T |   key: Customer = @1 | merged by: Customer desc, Date => all, order",
            new Asking(Orders).Where(Either("Customer", "Customer")).Order("Customer desc", "Date"));
    }

    [Fact]
    public void Items_of_several_branches_are_not_counted_by_the_server()
        => Is(
            "Union T | Query T index ByEmail |   key: Email = @0 | Query T index ByPhone |   key: Phone = @1 | projection: Id => all",
            Ask().Where(Either("Email", "Phone")).Count());

    [Fact]
    public void A_branch_whose_index_lacks_attributes_makes_all_give_keys()
    {
        Is(
            "Union T | Query T index ByEmail |   key: Email = @0 | Query T index ByCity |   key: City = @1 | projection: Id | then BatchGetItem: all attributes => all but 0",
            Ask().Where(Either("Email", "City")));
        Is(
            "Union T | Query T index ByEmail |   key: Email = @0 | Query T index ByCity |   key: City = @1 | projection: Id, Name => all",
            Ask().Where(Either("Email", "City")).Select("Name"));
    }

    [Fact]
    public void Lists_of_branches_are_requests_too()
        => Is(
            "Union T | Query T index ByEmail |   key: Email IN (@0) | GetItem T |   key: Id = @1 => all",
            Ask().Where(a => new Condition.Or([new Condition.In("Email", a.Slot(OperandState.ManyElements)), a.Compare("Id", "=")])));

    [Fact]
    public void Several_items_by_key_come_in_no_order()
    {
        Is("Union T | GetItem T |   key: Id = @0 | GetItem T |   key: Id = @1 => all", Ask().Where(Either("Id", "Id")).Order("Id"));
        Is(
            "Union T | BatchGetItem T |   key: Customer = @1 AND Date IN (@0) | BatchGetItem T |   key: Customer = @2 AND Date IN (@0) => all",
            new Asking(Orders).In("Date").Where(Either("Customer", "Customer")).Order("Customer desc"));
        Is("Union T | GetItem T |   key: Id = @0 | GetItem T |   key: Id = @1 | limit: 1 => all, limit", Ask().Where(Either("Id", "Id")).Take(1));
        Is(
            "Union T | BatchGetItem T |   key: Customer = @0 AND Date IN (@1) | BatchGetItem T |   key: Customer = @2 AND Date IN (@3) => all",
            new Asking(Orders).Where(a => new Condition.Or([Dates(a), Dates(a)])).Order("Customer"));
        Is(
            "Union T | Query T |   key: Customer = @0 | GetItem T |   key: Customer = @1 AND Date = @2 | merged by: Date => all, order",
            new Asking(Orders).Where(
                    a => new Condition.Or([a.Compare("Customer", "="), new Condition.And([a.Compare("Customer", "="), a.Compare("Date", "=")])]))
                .Order("Date"));

        static Condition Dates(Asking a)
            => new Condition.And([a.Compare("Customer", "="), new Condition.In("Date", a.Slot(OperandState.ManyElements))]);
    }
}
