internal sealed record Address(string Street, string City);
