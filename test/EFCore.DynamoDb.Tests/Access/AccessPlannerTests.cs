using EFCore.DynamoDb.Access;
using EFCore.DynamoDb.Items;
using EFCore.DynamoDb.Metadata;
using static EFCore.DynamoDb.Access.OperandState;
using static EFCore.DynamoDb.Tests.Access.Asking;

namespace EFCore.DynamoDb.Tests.Access;

/// <summary>Plans as lines: what is sent, and after the arrow what is proven of it. Slots are @0, @1 ... in the order of the conditions.</summary>
public class AccessPlannerTests
{
    /// <summary>No sort key; an index without and one with a sort key; one that carries only some attributes.</summary>
    private static readonly TableModel Users = Table(
        S("Id"),
        null,
        Gsi("ByEmail", [S("Email")]),
        Gsi("ByStatus", [S("Status")], [I("CreatedAt")]),
        Gsi("ByCity", [S("City")], [S("Name")], ["Id", "City", "Name", "Age"]));

    private static readonly TableModel Orders = Table(
        S("Customer"),
        S("Date"),
        Lsi("ByTotal", S("Customer"), N("Total")),
        Lsi("ByNumber", S("Customer"), I("Number"), ["Customer", "Date", "Number", "Note"]),
        Gsi("Open", [S("OpenCustomer")], [S("Date")]));

    private static readonly TableModel Events = Table(S("Stream"), I("Version"));

    private static readonly TableModel Tickets = Table(
        S("Id"),
        null,
        Gsi("ByTeam", [S("Tenant"), S("Team")], [S("Status"), I("Priority"), S("Due")]));

    private static void Is(string plan, Asking asking)
        => Assert.Equal(plan, asking.PlanLine());

    private static Asking AskUsers()
        => new Asking(Users).Required("Email", "Status", "CreatedAt", "City", "Name");

    private static Asking AskOrders()
        => new Asking(Orders).Required("Total", "Number");

    [Fact]
    public void A_whole_key_by_value_is_a_GetItem()
    {
        Is("GetItem T | key: Id = @0 => all", AskUsers().Eq("Id"));
        Is("GetItem T | key: Customer = @1 AND Date = @0 => all", AskOrders().Eq("Date").Eq("Customer"));
        Is("GetItem T | key: Id = @0 => all", AskUsers().In("Id", OneElement));
    }

    [Fact]
    public void What_else_is_asked_of_one_item_is_left_to_the_client_for_GetItem_has_no_filter()
    {
        Is("GetItem T | key: Id = @0 => all but 1", AskUsers().Eq("Id").Gt("Age"));
        Is("GetItem T | key: Id = @0 | projection: Name, Age => all but 1", AskUsers().Eq("Id").Gt("Age").Select("Name"));
        Is("GetItem T | key: Id = @0 | projection: Name => all", AskUsers().Eq("Id").Select("Name"));
        Is("GetItem T | key: Id = @0 => all but 1", AskUsers().Eq("Id").Eq("Id"));
    }

    [Fact]
    public void One_item_is_in_any_order_and_within_any_limit_unless_it_may_fall_out()
    {
        Is("GetItem T | key: Id = @0 | limit: 2 => all, order, limit", AskUsers().Eq("Id").Order("?Age").Take(2));
        Is("GetItem T | key: Id = @0 => all but 1, order", AskUsers().Eq("Id").Eq("Age").Order("Age desc").Take(1));
    }

    [Fact]
    public void Something_to_be_there_asks_for_its_key_only()
        => Is("GetItem T | key: Customer = @0 AND Date = @1 | projection: Customer => all", AskOrders().Eq("Customer").Eq("Date").Select());

    [Theory]
    [InlineData(ManyElements)]
    [InlineData(HundredsOfElements)]
    [InlineData(TooManyElements)]
    [InlineData(ElementsAndNull)]
    [InlineData(TooManyElementsAndNull)]
    internal void Many_keys_are_a_BatchGetItem(OperandState list)
    {
        Is("BatchGetItem T | key: Id IN (@0) => all", AskUsers().In("Id", list));
        Is("BatchGetItem T | key: Customer = @0 AND Date IN (@1) => all", AskOrders().Eq("Customer").In("Date", list));
        Is("BatchGetItem T | key: Customer IN (@1) AND Date = @0 => all", AskOrders().Eq("Date").In("Customer", list));
    }

    [Fact]
    public void Many_keys_come_in_no_order()
    {
        Is("BatchGetItem T | key: Id IN (@0) => all", AskUsers().In("Id").Order("Id").Take(3));
        Is("BatchGetItem T | key: Id IN (@0) | limit: 3 => all, limit", AskUsers().In("Id").Take(3));
        Is("BatchGetItem T | key: Id IN (@0) | projection: Age, Name => all but 1", AskUsers().In("Id").Eq("Name").Select("Age"));
        Is("BatchGetItem T | key: Id IN (@0) | projection: Id => all", AskUsers().In("Id").Count());
    }

    [Fact]
    public void A_partition_is_a_Query_and_what_its_key_cannot_take_is_the_filter()
    {
        Is("Query T | key: Customer = @0 => all", AskOrders().Eq("Customer"));
        Is("Query T | key: Customer = @0 | filter: Note = @1 => all", AskOrders().Eq("Customer").Eq("Note"));
        Is(
            "Query T | key: Customer = @0 | filter: contains(Tags, @1) AND (Note = @2 OR size(Note) > @3) => all",
            AskOrders().Eq("Customer")
                .Where(a => new Condition.Contains("Tags", a.Slot()))
                .Where(
                    a => new Condition.Or(
                    [
                        a.Compare("Note", "="),
                        new Condition.Comparison(new Operand.Size("Note"), ComparisonOperator.GreaterThan, a.Slot()),
                    ])));
    }

    [Fact]
    public void A_sort_key_takes_one_bound_a_prefix_or_bounds_on_both_sides()
    {
        Is("Query T | key: Customer = @0 AND Date < @1 => all", AskOrders().Eq("Customer").Lt("Date"));
        Is("Query T | key: Customer = @0 AND Date >= @1 => all", AskOrders().Eq("Customer").Ge("Date"));
        Is("Query T | key: Customer = @0 AND begins_with(Date, @1) => all", AskOrders().Eq("Customer").Begins("Date"));
        Is("Query T | key: Customer = @0 AND Date BETWEEN @1 AND @2 => all", AskOrders().Eq("Customer").Between("Date"));
        Is("Query T | key: Customer = @0 AND Date BETWEEN @2 AND @1 => all", AskOrders().Eq("Customer").Le("Date").Ge("Date"));
    }

    [Fact]
    public void Of_several_bounds_on_one_side_one_is_taken_and_the_client_checks_the_others_for_a_filter_may_not_name_the_key()
    {
        Is("Query T | key: Customer = @0 AND Date >= @1 => all but 2", AskOrders().Eq("Customer").Ge("Date").Ge("Date"));
        Is("Query T | key: Customer = @0 AND Date BETWEEN @2 AND @3 => all but 1", AskOrders().Eq("Customer").Gt("Date").Ge("Date").Le("Date"));
        Is("Query T | key: Customer = @0 AND begins_with(Date, @2) => all but 1", AskOrders().Eq("Customer").Ge("Date").Begins("Date"));
        Is("Query T | key: Customer = @0 => all but 1", AskOrders().Eq("Customer").Ne("Date"));
        Is("Query T | key: Customer = @0 => all but 1", AskOrders().Eq("Customer").Where(a => new Condition.Contains("Date", a.Slot())));
        Is("Query T index ByTotal | key: Customer = @0 AND Total = @1 | filter: Date <> @2 => all", AskOrders().Eq("Customer").Eq("Total").Ne("Date"));
    }

    [Fact]
    public void A_strict_bound_is_the_next_integer_or_one_value_too_many()
    {
        Is("Query T | key: Stream = @0 AND Version BETWEEN @1 AND @2 - 1 => all", new Asking(Events).Eq("Stream").Ge("Version").Lt("Version"));
        Is("Query T | key: Stream = @0 AND Version BETWEEN @1 + 1 AND @2 - 1 => all", new Asking(Events).Eq("Stream").Gt("Version").Lt("Version"));
        Is("Query T | key: Stream = @0 AND Version > @1 => all", new Asking(Events).Eq("Stream").Gt("Version"));
        Is("Query T | key: Customer = @0 AND Date BETWEEN @1 AND @2 => all but 2", AskOrders().Eq("Customer").Ge("Date").Lt("Date"));
        Is("Query T index ByTotal | key: Customer = @0 AND Total BETWEEN @1 AND @2 => all but 1 2", AskOrders().Eq("Customer").Gt("Total").Lt("Total"));
    }

    [Fact]
    public void A_strict_bound_on_a_time_is_the_next_text()
    {
        var table = Table(S("Device"), Time("At"));
        Is("Query T | key: Device = @0 AND At BETWEEN @1 AND @2 - 1 => all", new Asking(table).Eq("Device").Ge("At").Lt("At"));
        Is("Query T | key: Device = @0 AND At BETWEEN @1 + 1 AND @2 => all", new Asking(table).Eq("Device").Gt("At").Le("At"));
        Is("Query T | key: Device = @0 AND At < @1 => all", new Asking(table).Eq("Device").Lt("At"));
        Is("Query T | key: Device = @0 AND At BETWEEN @1 AND @2 - 1 | limit: 3 => all, limit", new Asking(table).Eq("Device").Ge("At").Lt("At").Take(3));
    }

    [Fact]
    public void Without_a_partition_key_all_is_read_and_that_must_be_allowed()
    {
        Is("Scan T | filter: Note = @0 => all !ScanNotAllowed", AskOrders().Eq("Note"));
        Is("Scan T | filter: Note = @0 => all", AskOrders().Eq("Note").AllowScan());
        Is("Scan T | filter: Date >= @0 AND begins_with(Customer, @1) => all", AskOrders().Ge("Date").Begins("Customer").AllowScan());
        Is("Scan T => -", AskOrders().AllowScan());
        Is("Scan T => - !ScanNotAllowed", AskOrders());
    }

    [Fact]
    public void The_sort_key_sorts_both_ways()
    {
        Is("Query T | key: Customer = @0 => all, order", AskOrders().Eq("Customer").Order("Date"));
        Is("Query T | key: Customer = @0 | backward => all, order", AskOrders().Eq("Customer").Order("Date desc"));
        Is("Query T | key: Customer = @0 | backward => all, order", AskOrders().Eq("Customer").Order("Customer", "Date desc"));
        Is("Query T | key: Customer = @0 => all", AskOrders().Eq("Customer").Order("Note"));
        Is("Query T | key: Customer = @0 => all", AskOrders().Eq("Customer").Order("?Date"));
        Is("Query T | key: Customer = @0 | projection: Note, Date => all", AskOrders().Eq("Customer").Order("?Date").Select("Note"));
    }

    [Fact]
    public void What_follows_a_whole_key_orders_nothing()
    {
        Is("Query T | key: Customer = @0 => all, order", AskOrders().Eq("Customer").Order("Date", "Note desc", "?Total"));
        Is("Query T index ByTotal | key: Customer = @0 AND Total > @1 => all", AskOrders().Eq("Customer").Gt("Total").Order("Total", "Date"));
        Is("Query T index ByTotal | key: Customer = @0 AND Total = @1 => all", AskOrders().Eq("Customer").Eq("Total").Order("Date"));
    }

    [Fact]
    public void What_all_items_have_in_common_orders_nothing()
    {
        Is("Query T | key: Customer = @0 | filter: Note = @1 => all, order", AskOrders().Eq("Customer").Eq("Note").Order("Note desc", "Date"));
        Is("Query T | key: Customer = @0 | filter: attribute_not_exists(Note) OR attribute_type(Note, \"NULL\") => all, order", AskOrders().Eq("Customer").IsNull("Note").Order("Note"));
        Is("Query T index ByTotal | key: Customer = @0 AND Total = @1 => all, order", AskOrders().Eq("Customer").Eq("Total").Order("Total"));
    }

    [Fact]
    public void An_index_that_sorts_is_taken()
    {
        Is("Query T index ByTotal | key: Customer = @0 => all, order", AskOrders().Eq("Customer").Order("Total"));
        Is("Query T index ByTotal | key: Customer = @0 | backward | limit: 3 => all, order, limit", AskOrders().Eq("Customer").Order("Total desc").Take(3));
        Is("Query T index Open | key: OpenCustomer = @0 => all, order", AskOrders().Eq("OpenCustomer").Order("Date"));
    }

    [Fact]
    public void A_limit_is_exact_only_when_nothing_is_checked_or_sorted_after_the_key()
    {
        Is("Query T | key: Customer = @0 | limit: 5 => all, limit", AskOrders().Eq("Customer").Take(5));
        Is("Query T | key: Customer = @0 AND Date > @1 | limit: 5 => all, limit", AskOrders().Eq("Customer").Gt("Date").Take(5));
        Is("Query T | key: Customer = @0 | filter: Note = @1 | limit: 25, then doubled => all", AskOrders().Eq("Customer").Eq("Note").Take(5));
        Is("Query T | key: Customer = @0 | limit: 30, then doubled => all but 1", AskOrders().Eq("Customer").Client("Note").Take(30));
        Is("Query T | key: Customer = @0 => all", AskOrders().Eq("Customer").Order("Note").Take(5));
        Is("Query T | key: Customer = @0 AND Date BETWEEN @1 AND @2 | limit: 25, then doubled => all but 2", AskOrders().Eq("Customer").Ge("Date").Lt("Date").Take(5));
        Is("Scan T | limit: 5 => limit", AskOrders().AllowScan().Take(5));
    }

    [Fact]
    public void With_a_limit_the_order_is_worth_more_than_a_narrower_key()
    {
        // Ten items in the order, each checked, against all of a range to be sorted.
        Is(
            "Query T index ByTotal | key: Customer = @0 | filter: Date >= @1 | limit: 25, then doubled => all, order",
            AskOrders().Eq("Customer").Ge("Date").Order("Total").Take(10));
        Is(
            "Query T | key: Customer = @0 AND Date >= @1 => all",
            AskOrders().Eq("Customer").Ge("Date").Order("Total"));
    }

    [Fact]
    public void Counting_is_the_servers_when_nothing_is_left_to_the_client()
    {
        Is("Query T | key: Customer = @0 | count only => all, count", AskOrders().Eq("Customer").Count());
        Is("Query T | key: Customer = @0 | filter: Note <> @1 | count only => all, count", AskOrders().Eq("Customer").Ne("Note").Count());
        Is("Query T | key: Customer = @0 | projection: Note => all but 1", AskOrders().Eq("Customer").Client("Note").Count());
        Is("Query T | key: Customer = @0 | projection: Customer | limit: 5 => all, limit", AskOrders().Eq("Customer").Count().Take(5));
        Is("Scan T | count only => count", AskOrders().Count().AllowScan());
        Is("GetItem T | key: Id = @0 | projection: Id => all", AskUsers().Eq("Id").Count());
    }

    [Fact]
    public void The_index_is_taken_whose_key_is_given()
    {
        Is("Query T index ByEmail | key: Email = @0 => all", AskUsers().Eq("Email"));
        Is("Query T index ByStatus | key: Status = @0 AND CreatedAt >= @1 => all", AskUsers().Eq("Status").Ge("CreatedAt"));
        Is("Query T index ByStatus | key: Status = @0 AND CreatedAt BETWEEN @2 AND @1 - 1 => all", AskUsers().Eq("Status").Lt("CreatedAt").Ge("CreatedAt"));
        Is("Query T index ByStatus | key: Status = @0 | filter: Id > @1 => all", AskUsers().Eq("Status").Gt("Id"));
        Is("GetItem T | key: Id = @1 => all but 0", AskUsers().Eq("Status").Eq("Id"));
    }

    [Fact]
    public void More_of_a_key_is_better_then_the_table_then_what_is_declared_first()
    {
        Is("Query T index ByStatus | key: Status = @1 AND CreatedAt = @2 | filter: Email = @0 => all", AskUsers().Eq("Email").Eq("Status").Eq("CreatedAt"));
        Is("Query T index ByEmail | key: Email = @1 | filter: Status = @0 => all", AskUsers().Eq("Status").Eq("Email"));
        Is("Query T | key: Customer = @1 | filter: OpenCustomer = @0 => all", AskOrders().Eq("OpenCustomer").Eq("Customer"));
        Is("Query T index Open | key: OpenCustomer = @0 AND Date = @1 => all", AskOrders().Eq("OpenCustomer").Eq("Date"));
        Is("Query T index ByTotal | key: Customer = @0 AND Total = @2 | filter: Date > @1 => all", AskOrders().Eq("Customer").Gt("Date").Eq("Total"));
    }

    [Fact]
    public void What_a_global_index_lacks_is_fetched_by_key_and_asked_again()
    {
        Is("Query T index ByCity | key: City = @0 | projection: Name => all", AskUsers().Eq("City").Select("Name"));
        Is("Query T index ByCity | key: City = @0 | filter: Age > @1 | projection: Name => all", AskUsers().Eq("City").Gt("Age").Select("Name"));
        Is("Query T index ByCity | key: City = @0 | count only => all, count", AskUsers().Eq("City").Count());
        Is("Query T index ByCity | key: City = @0 | projection: Id | then BatchGetItem: all attributes => all but 0", AskUsers().Eq("City"));
        Is(
            "Query T index ByCity | key: City = @0 | filter: Age > @1 | projection: Id | then BatchGetItem: Id, Email, City, Age => all but 0 1",
            AskUsers().Eq("City").Gt("Age").Select("Email"));
        Is(
            "Query T index ByCity | key: City = @0 | filter: Id > @1 | projection: Id | then BatchGetItem: all attributes, consistent read => all but 0",
            AskUsers().Eq("City").Gt("Id").Hint(h => h with { ConsistentReadByDefault = true }));
        Is(
            "Query T index ByCity | key: City = @0 | projection: Id | then BatchGetItem: Id, City, Email => all but 0 1",
            AskUsers().Eq("City").Eq("Email").Count().WithIndex("ByCity"));
    }

    [Fact]
    public void The_order_of_the_index_stays_and_its_limit_is_where_the_reading_begins()
    {
        Is(
            "Query T index ByCity | key: City = @0 | projection: Id | backward | limit: 10 | then BatchGetItem: all attributes => all but 0, order",
            AskUsers().Eq("City").Order("Name desc").Take(10));
        Is(
            "Query T index ByCity | key: City = @0 | filter: Age = @1 | projection: Id | limit: 25, then doubled | then BatchGetItem: all attributes => all but 0 1, order",
            AskUsers().Eq("City").Eq("Age").Order("Name").Take(10));
        Is(
            "Query T index ByCity | key: City IN (@0) | projection: Id, Name | merged by: Name | limit: 5 | then BatchGetItem: all attributes => all but 0, order",
            AskUsers().In("City").Order("Name").Take(5));
    }

    [Fact]
    public void Another_key_that_serves_is_better_than_fetching_unless_few_are_read()
    {
        Is("Query T index ByEmail | key: Email = @1 | filter: City = @0 => all", AskUsers().Eq("City").Eq("Email"));
        Is("Query T index ByEmail | key: Email = @1 | filter: City = @0 => all", AskUsers().Eq("City").Eq("Email").Order("Name"));
        Is(
            "Query T index ByCity | key: City = @0 AND Name = @2 | filter: Id > @1 | projection: Id | then BatchGetItem: all attributes => all but 0 2",
            AskUsers().Eq("City").Gt("Id").Eq("Name"));
    }

    [Fact]
    public void A_scan_fetches_only_through_an_index_that_was_named()
    {
        Is("Scan T | filter: Name = @0 => all", AskUsers().Eq("Name").AllowScan());
        Is("Scan T index ByCity | filter: Age = @0 | projection: Id | then BatchGetItem: all attributes => all but 0", AskUsers().Eq("Age").WithIndex("ByCity").AllowScan());
        Is(
            "Scan T | filter: City = @0 AND Email = @1 | projection: Name => all",
            AskUsers().Eq("City").Eq("Email").Select("Name").AllowScan().Hint(h => h with { TableOnly = true }));
    }

    [Fact]
    public void An_index_that_may_lack_items_is_not_taken()
    {
        Is("Scan T | filter: Status = @0 => all !ScanNotAllowed", new Asking(Users).Eq("Status"));
        Is("Query T index ByStatus | key: Status = @0 AND CreatedAt > @1 => all", new Asking(Users).Eq("Status").Gt("CreatedAt"));
        Is("Query T index ByStatus | key: Status = @0 => all", new Asking(Users).Eq("Status").NotNull("CreatedAt"));
        Is("Query T index ByStatus | key: Status = @0 => all", new Asking(Users).Eq("Status").Required("CreatedAt"));
        Is("Scan T | filter: Status = @0 AND CreatedAt <> @1 => all !ScanNotAllowed", new Asking(Users).Eq("Status").Ne("CreatedAt"));
        Is(
            "Query T index ByStatus | key: Status = @0 AND CreatedAt > @1 => all but 1",
            new Asking(Users).Eq("Status").Where(a => a.Compare("CreatedAt", ">"), exact: false));
        Is(
            "Scan T | filter: Status = @0 AND NOT (CreatedAt > @1) => all !ScanNotAllowed",
            new Asking(Users).Eq("Status").Where(a => new Condition.Not(a.Compare("CreatedAt", ">"))));
        Is(
            "Scan T | filter: Status = @0 AND (CreatedAt > @1 OR Note = @2) => all !ScanNotAllowed",
            new Asking(Users).Eq("Status").Where(a => new Condition.Or([a.Compare("CreatedAt", ">"), a.Compare("Note", "=")])));
        Is(
            "Query T index ByStatus | key: Status = @0 => all but 1",
            new Asking(Users).Eq("Status").Where(a => new Condition.Or([a.Compare("CreatedAt", ">"), a.Compare("CreatedAt", "=")])));
    }

    [Fact]
    public void Several_attributes_per_key_are_given_from_the_left()
    {
        static Asking Ask()
            => new Asking(Tickets).Required("Tenant", "Team", "Status", "Priority", "Due");

        Is("Query T index ByTeam | key: Tenant = @1 AND Team = @0 => all", Ask().Eq("Team").Eq("Tenant"));
        Is("Scan T | filter: Team = @0 AND Status = @1 => all !ScanNotAllowed", Ask().Eq("Team").Eq("Status"));
        Is("Query T index ByTeam | key: Tenant = @0 AND Team = @1 AND Status = @2 AND Priority > @3 => all", Ask().Eq("Tenant").Eq("Team").Eq("Status").Gt("Priority"));
        Is("Query T index ByTeam | key: Tenant = @0 AND Team = @1 AND begins_with(Status, @2) => all but 3", Ask().Eq("Tenant").Eq("Team").Begins("Status").Eq("Priority"));
        Is("Query T index ByTeam | key: Tenant = @0 AND Team = @1 => all but 2", Ask().Eq("Tenant").Eq("Team").Eq("Priority"));
        Is("Query T index ByTeam | key: Tenant = @0 AND Team = @1 => all, order", Ask().Eq("Tenant").Eq("Team").Order("Status", "Priority", "Due"));
        Is("Query T index ByTeam | key: Tenant = @0 AND Team = @1 => all", Ask().Eq("Tenant").Eq("Team").Order("Status", "Priority desc"));
        Is("Query T index ByTeam | key: Tenant = @0 AND Team = @1 => all", Ask().Eq("Tenant").Eq("Team").Order("Priority"));
        Is("Query T index ByTeam | key: Tenant = @0 AND Team = @1 AND Status = @2 | backward => all, order", Ask().Eq("Tenant").Eq("Team").Eq("Status").Order("Priority desc"));
    }

    [Fact]
    public void A_consistent_read_is_not_for_global_indexes()
    {
        Is("Scan T | filter: Email = @0 | consistent read => all !ScanNotAllowed", AskUsers().Eq("Email").Consistent());
        Is("GetItem T | key: Id = @0 | consistent read => all", AskUsers().Eq("Id").Consistent());
        Is("Query T index ByTotal | key: Customer = @0 AND Total > @1 | consistent read => all", AskOrders().Eq("Customer").Gt("Total").Consistent());
        Is("Query T index ByEmail | key: Email = @0 => all !ConsistentReadOnGsi", AskUsers().Eq("Email").WithIndex("ByEmail").Consistent());
        Is("Query T index ByEmail | key: Email = @0 => all", AskUsers().Eq("Email").WithIndex("ByEmail").Hint(h => h with { ConsistentReadByDefault = true }));
        Is("Query T index ByEmail | key: Email = @0 => all", AskUsers().Eq("Email").Hint(h => h with { ConsistentReadByDefault = true }));
        Is("GetItem T | key: Id = @0 | consistent read => all", AskUsers().Eq("Id").Hint(h => h with { ConsistentReadByDefault = true }));
        Is("GetItem T | key: Id = @0 => all", AskUsers().Eq("Id").Hint(h => h with { ConsistentReadByDefault = true, ConsistentRead = false }));
    }
}
