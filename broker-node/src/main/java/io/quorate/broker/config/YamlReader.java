package io.quorate.broker.config;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML document from its events rather than through the library's constructor: so every
 * value keeps its line, nothing is guessed about types, a key that stands twice is seen, and depth
 * is bounded before any recursion happens. Anchors and aliases are refused.
 */
final class YamlReader {

  static final int DEPTH_MAX = 8;

  private final Iterator<Event> events;
  private final IntFunction<Origin> originOfLine;
  private final ConfigProblems problems;

  private YamlReader(
      Iterator<Event> events, IntFunction<Origin> originOfLine, ConfigProblems problems) {
    this.events = events;
    this.originOfLine = originOfLine;
    this.problems = problems;
  }

  /**
   * The document's root. A text that is no YAML, or none of the kind we take, is one exception with
   * the line in it.
   */
  static YamlNode read(String text, IntFunction<Origin> originOfLine, ConfigProblems problems)
      throws ConfigException {
    Iterator<Event> events = new Parse(LoadSettings.builder().build()).parseString(text).iterator();
    YamlReader reader = new YamlReader(events, originOfLine, problems);
    try {
      return reader.document();
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw reader.refusal(
          line, "is not YAML, or only half of a file: " + Excerpt.of(e.getProblem()));
    } catch (YamlEngineException e) {
      throw reader.refusal(
          1, "is not YAML, or only half of a file: " + Excerpt.of(String.valueOf(e.getMessage())));
    }
  }

  private YamlNode document() throws ConfigException {
    events.next(); // the stream's start
    Event first = events.next();
    if (first.getEventId() == Event.ID.StreamEnd) {
      return new YamlNode.Text("", originOfLine.apply(1));
    }
    YamlNode root = node(events.next(), "", 0);
    events.next(); // the document's end
    Event last = events.next();
    if (last.getEventId() != Event.ID.StreamEnd) {
      throw refusal(lineOf(last), "begins a second document; one is expected");
    }
    return root;
  }

  private YamlNode node(Event event, String path, int depth) throws ConfigException {
    if (depth > DEPTH_MAX) {
      throw refusal(lineOf(event), "is nested deeper than " + DEPTH_MAX + " levels");
    }
    if (!(event instanceof NodeEvent node) || node.getAnchor().isPresent()) {
      throw refusal(
          lineOf(event), "uses an anchor or an alias, which are not supported: repeat the value");
    }
    if (event instanceof ScalarEvent scalar) {
      return new YamlNode.Text(scalar.getValue(), originOf(event));
    }
    return event.getEventId() == Event.ID.SequenceStart
        ? items(event, path, depth)
        : fields(event, path, depth);
  }

  private YamlNode items(Event start, String path, int depth) throws ConfigException {
    List<YamlNode> items = new ArrayList<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      items.add(node(event, path, depth + 1));
    }
    return new YamlNode.Items(items, originOf(start));
  }

  private YamlNode fields(Event start, String path, int depth) throws ConfigException {
    Map<String, YamlNode> fields = new LinkedHashMap<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      if (!(node(event, path, depth + 1) instanceof YamlNode.Text name)) {
        throw refusal(lineOf(event), "has a list or a section where the name of a key is expected");
      }
      String child = path.isEmpty() ? name.value() : path + "." + name.value();
      YamlNode value = node(events.next(), child, depth + 1);
      YamlNode before = fields.putIfAbsent(name.value(), value);
      if (before != null) {
        problems.add(
            child,
            name.origin(),
            "stands twice, first at " + before.origin().words() + ": keep one");
      }
    }
    return new YamlNode.Fields(fields, originOf(start));
  }

  private ConfigException refusal(int line, String sentence) {
    return new ConfigException(originOfLine.apply(line).words() + " " + sentence);
  }

  private Origin originOf(Event event) {
    return originOfLine.apply(lineOf(event));
  }

  private static int lineOf(Event event) {
    return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }
}
