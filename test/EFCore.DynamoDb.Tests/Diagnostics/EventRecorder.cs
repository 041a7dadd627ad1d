using System.Diagnostics;
using EFCore.DynamoDb.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;

namespace EFCore.DynamoDb.Tests.Diagnostics;

/// <summary>EF's loggers over lists: what an application sees of the events, without a context.</summary>
internal sealed class EventRecorder : ILoggerFactory, ILogger, IObserver<KeyValuePair<string, object?>>
{
    private readonly LoggingOptions _options = new();
    private readonly DynamoDbLoggingDefinitions _definitions = new();
    private readonly DiagnosticListener _source = new("EventRecorder");

    public EventRecorder(Action<DbContextOptionsBuilder>? configure = null)
    {
        var builder = new DbContextOptionsBuilder().UseDynamoDb();
        configure?.Invoke(builder);
        _options.Initialize(builder.Options);
    }

    public List<(LogLevel Level, EventId Id, string Message)> Logged { get; } = [];

    public List<(string Name, EventData Data)> Written { get; } = [];

    /// <summary>The lowest level that the application's logger takes.</summary>
    public LogLevel Level { get; set; } = LogLevel.Trace;

    public IDiagnosticsLogger<TCategory> Logger<TCategory>()
        where TCategory : LoggerCategory<TCategory>, new()
        => new DiagnosticsLogger<TCategory>(this, _options, _source, _definitions, new NullDbContextLogger());

    public EventRecorder Observe()
    {
        _source.Subscribe(this);
        return this;
    }

    ILogger ILoggerFactory.CreateLogger(string categoryName)
        => this;

    void ILoggerFactory.AddProvider(ILoggerProvider provider)
    {
    }

    bool ILogger.IsEnabled(LogLevel logLevel)
        => logLevel >= Level;

    IDisposable? ILogger.BeginScope<TState>(TState state)
        => null;

    void ILogger.Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => Logged.Add((logLevel, eventId, formatter(state, exception)));

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
        => Written.Add((value.Key, (EventData)value.Value!));

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }

    public void Dispose()
        => _source.Dispose();
}
