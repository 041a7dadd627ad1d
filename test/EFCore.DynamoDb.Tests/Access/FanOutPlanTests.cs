using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Metadata;
using static EFCore.DynamoDb.Access.OperandState;
using static EFCore.DynamoDb.Tests.Access.Asking;

namespace EFCore.DynamoDb.Tests.Access;

/// <summary>Plans of several requests: one for each value of a list. Slots are @0, @1 ... in the order of the conditions.</summary>
public class FanOutPlanTests
{
    private static readonly TableModel Orders = Table(
        S("Customer"),
        S("Date"),
        Lsi("ByTotal", S("Customer"), N("Total")),
        Lsi("ByStatus", S("Customer"), S("Status")),
        Gsi("Open", [S("OpenCustomer")], [S("Date")]),
        Gsi("ByRegion", [S("Country"), S("Region")], [S("Kind"), I("Rank")]));

    private static void Is(string plan, Asking asking)
        => Assert.Equal(plan, asking.PlanLine());

    private static Asking Ask()
        => new Asking(Orders).Required("Total", "Status", "Country", "Region", "Kind", "Rank");

    [Theory]
    [InlineData(ManyElements)]
    [InlineData(HundredsOfElements)]
    [InlineData(TooManyElements)]
    [InlineData(ElementsAndNull)]
    [InlineData(TooManyElementsAndNull)]
    internal void A_list_of_partitions_is_a_Query_of_each(OperandState list)
    {
        Is("Query T | key: Customer IN (@0) => all", Ask().In("Customer", list));
        Is("Query T | key: Customer IN (@0) AND Date BETWEEN @1 AND @2 | filter: Note = @3 => all", Ask().In("Customer", list).Ge("Date").Le("Date").Eq("Note"));
    }

    [Fact]
    public void The_lists_state_decides()
    {
        Is("Query T | key: Customer = @0 => all", Ask().In("Customer", OneElement));
        Is("No request to T: no item can match => all", Ask().In("Customer", NoElements));
        Is("No request to T: no item can match => all", Ask().In("Customer", Null));
        Is("Scan T => all but 0 !ScanNotAllowed", Ask().In("Customer", Unrepresentable));
    }

    [Fact]
    public void Answers_in_the_order_of_the_sort_key_are_merged_by_it()
    {
        Is("Query T | key: Customer IN (@0) | merged by: Date => all, order", Ask().In("Customer").Order("Date"));
        Is("Query T | key: Customer IN (@0) | backward | merged by: Date desc | limit: 20 => all, order, limit", Ask().In("Customer").Order("Date desc").Take(20));
        Is("Query T index ByTotal | key: Customer IN (@0) | merged by: Total | limit: 3 => all, order, limit", Ask().In("Customer").Order("Total").Take(3));
    }

    [Fact]
    public void What_is_the_same_in_each_answer_counts_when_they_are_merged()
    {
        Is("Query T | key: Customer IN (@0) | merged by: Customer desc, Date => all, order", Ask().In("Customer").Order("Customer desc", "Date"));
        Is("Query T | key: Customer IN (@0) | backward | merged by: Date desc, Customer => all, order", Ask().In("Customer").Order("Date desc", "Customer"));
        Is("Query T | key: Customer IN (@0) | merged by: Customer => all, order", Ask().In("Customer").Order("Customer"));
        Is("Query T | key: Customer IN (@0) => all", Ask().In("Customer").Order("Note"));
        Is("Query T | key: Customer IN (@0) => all", Ask().In("Customer").Order("?Date"));
    }

    [Fact]
    public void What_is_merged_by_is_fetched_and_what_is_not_is_not()
    {
        Is("Query T | key: Customer IN (@0) | projection: Note, Date | merged by: Date => all, order", Ask().In("Customer").Order("Date").Select("Note"));
        Is("Query T | key: Customer = @0 | projection: Note => all, order", Ask().Eq("Customer").Order("Date").Select("Note"));
        Is("Query T | key: Customer IN (@0) | projection: Note => all", Ask().In("Customer").Select("Note"));
        Is("Query T | key: Customer IN (@0) | count only => all, count", Ask().In("Customer").Count());
    }

    [Fact]
    public void A_limit_is_exact_under_the_same_conditions_as_that_of_one_Query()
    {
        Is("Query T | key: Customer IN (@0) | limit: 5 => all, limit", Ask().In("Customer").Take(5));
        Is("Query T | key: Customer IN (@0) | filter: Note = @1 | merged by: Date | limit: 25, then doubled => all, order", Ask().In("Customer").Eq("Note").Order("Date").Take(5));
        Is("Query T | key: Customer IN (@0) AND Date BETWEEN @1 AND @2 | limit: 25, then doubled => all but 2", Ask().In("Customer").Ge("Date").Lt("Date").Take(5));
    }

    [Fact]
    public void A_short_list_of_sort_keys_is_a_Query_of_each_a_long_one_is_checked()
    {
        Is("Query T index ByStatus | key: Customer = @0 AND Status IN (@1) => all", Ask().Eq("Customer").In("Status"));
        Is("Query T | key: Customer = @0 => all but 1", Ask().Eq("Customer").In("Status", TooManyElements));
        Is("Query T index ByRegion | key: Country = @0 AND Region = @1 AND Kind IN (@2) AND Rank > @3 => all", Ask().Eq("Country").Eq("Region").In("Kind").Gt("Rank"));
        Is(
            "Query T index ByRegion | key: Country = @0 AND Region = @1 AND Kind IN (@2) | merged by: Rank => all, order",
            Ask().Eq("Country").Eq("Region").In("Kind").Order("Rank"));
        Is(
            "Query T index ByRegion | key: Country = @0 AND Region = @1 AND Kind IN (@2) | merged by: Kind, Rank => all, order",
            Ask().Eq("Country").Eq("Region").In("Kind").Order("Kind", "Rank"));
    }

    [Fact]
    public void Two_short_lists_are_combined_long_ones_are_not()
    {
        Is("BatchGetItem T | key: Customer IN (@0) AND Date IN (@1) => all", Ask().In("Customer").In("Date"));
        Is("Query T | key: Customer IN (@0) => all but 1", Ask().In("Customer").In("Date", HundredsOfElements));
        Is("Query T | key: Customer IN (@0) => all but 1", Ask().In("Customer", HundredsOfElements).In("Date"));
        Is("Query T index ByRegion | key: Country IN (@0) AND Region IN (@1) => all", Ask().In("Country").In("Region"));
        Is("Query T index ByRegion | key: Country IN (@0) AND Region IN (@1) => all but 2", Ask().In("Country").In("Region").In("Kind"));
        Is("Scan T | filter: Country IN (@0) => all but 1 !ScanNotAllowed", Ask().In("Country").In("Region", HundredsOfElements));
    }

    [Fact]
    public void One_partition_is_better_than_several_and_more_of_the_key_better_still()
    {
        Is("Query T | key: Customer = @1 | filter: OpenCustomer IN (@0) => all", Ask().In("OpenCustomer").Eq("Customer"));
        Is("Query T index Open | key: OpenCustomer IN (@0) => all", Ask().In("OpenCustomer"));
        Is("Query T index Open | key: OpenCustomer IN (@0) AND Date = @1 => all", Ask().In("OpenCustomer").Eq("Date"));
        Is("BatchGetItem T | key: Customer IN (@0) AND Date = @1 => all", Ask().In("Customer").Eq("Date"));
    }

    [Fact]
    public void A_scan_is_divided_into_segments_and_nothing_else_is()
    {
        static AccessHints Segments(AccessHints hints)
            => hints with { AllowScan = true, Segments = 4 };

        Is("Scan T | filter: Note = @0 | segments: 4 => all", Ask().Eq("Note").Hint(Segments));
        Is("Scan T index Open | segments: 4 => -", new Asking(Sparse).WithIndex("Open").Hint(Segments));
        Is("Scan T | limit: 3 | segments: 4 => limit", Ask().Take(3).Hint(Segments));
        Is("Query T | key: Customer = @0 => all", Ask().Eq("Customer").Hint(Segments));
    }

    private static readonly TableModel Sparse = Table(
        S("Id"),
        null,
        new IndexModel
        {
            Name = "Open",
            Kind = DynamoDbIndexKind.Gsi,
            Key = new KeySchema([S("OpenId")], []),
            Projection = DynamoDbProjection.All,
            IsSparse = true,
        });
}
