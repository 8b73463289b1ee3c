package io.quorate.broker.config;

import io.quorate.replication.model.NodeId;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A type of values: its name for the reference, whether it is more than a scalar, and how it is
 * read.
 */
record ValueType(String name, boolean isStructured, Reader reader) {

  /** Reads what a key was set to. Null means that the problem has been reported. */
  interface Reader {
    @Nullable Object read(String path, YamlNode node, ConfigProblems problems);
  }

  private static final int LIST_MAX = 64;

  private static final Map<Class<?>, ValueType> BY_CLASS =
      Map.ofEntries(
          Map.entry(NodeId.class, scalar("number of a node", Names::node)),
          Map.entry(String.class, scalar("text", text -> text)),
          Map.entry(int.class, scalar("number", ValueType::wholeNumber)),
          Map.entry(boolean.class, scalar("true or false", ValueType::trueOrFalse)),
          Map.entry(Duration.class, scalar("duration", DurationText::parse)),
          Map.entry(DataSize.class, scalar("size", DataSize::parse)),
          Map.entry(SyncMode.class, scalar("quorum_disk", SyncMode::parse)),
          Map.entry(Path.class, new ValueType("path", false, ValueType::path)),
          Map.entry(List.class, new ValueType("list of groups", true, ValueType::groups)),
          Map.entry(Map.class, new ValueType("section of texts", true, ValueType::texts)),
          Map.entry(NodeList.class, new ValueType("section of nodes", true, NodeListReader::read)));

  static ValueType of(Class<?> type) {
    ValueType valueType = BY_CLASS.get(type);
    if (valueType == null) {
      throw new IllegalArgumentException("no way to read a " + type);
    }
    return valueType;
  }

  /** A value as an operator writes it. Texts whose name speaks of a password are masked. */
  static String format(Object value) {
    if (value instanceof Duration duration) {
      return DurationText.format(duration);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
    if (value instanceof Map<?, ?> map) {
      return new TreeMap<>(map)
          .entrySet().stream()
              .map(
                  entry ->
                      entry.getKey()
                          + "="
                          + shown(entry.getKey().toString(), entry.getValue().toString()))
              .collect(Collectors.joining(", "));
    }
    return value.toString();
  }

  private static String shown(String name, String value) {
    boolean isSecret = name.matches("(?i).*(password|secret|token|jaas).*");
    return isSecret ? EffectiveConfig.MASK : value;
  }

  private static ValueType scalar(String name, Function<String, Object> parse) {
    return new ValueType(
        name, false, (path, node, problems) -> readText(path, node, problems, name, parse));
  }

  static @Nullable Object readText(
      String path,
      YamlNode node,
      ConfigProblems problems,
      String expected,
      Function<String, Object> parse) {
    if (!(node instanceof YamlNode.Text text) || text.value().isEmpty()) {
      problems.addFound(path, node.origin(), node.words(), expected);
      return null;
    }
    try {
      return parse.apply(text.value());
    } catch (IllegalArgumentException e) {
      problems.addFound(path, node.origin(), node.words(), String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static Object wholeNumber(String text) {
    if (!text.matches("\\d{1,9}")) {
      throw new IllegalArgumentException("a whole number");
    }
    return Integer.valueOf(text);
  }

  private static Object trueOrFalse(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException("true or false");
    }
    return Boolean.valueOf(text);
  }

  private static @Nullable Object path(String path, YamlNode node, ConfigProblems problems) {
    return readText(path, node, problems, "a path", text -> resolved(node.origin().base(), text));
  }

  private static Path resolved(Path base, String text) {
    try {
      return base.resolve(text).normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("a path", e);
    }
  }

  private static @Nullable Object groups(String path, YamlNode node, ConfigProblems problems) {
    List<YamlNode> items = itemsOf(node);
    if (items.isEmpty() || items.size() > LIST_MAX) {
      problems.addFound(path, node.origin(), items.size() + " names", "1 to " + LIST_MAX);
      return null;
    }
    int before = problems.count();
    List<Object> names = new ArrayList<>();
    for (YamlNode item : items) {
      Object name = readText(path, item, problems, Names.GROUP_EXPECTED, Names::group);
      if (name != null && names.contains(name)) {
        problems.add(path, item.origin(), "names " + name + " twice: keep one");
      }
      if (name != null) {
        names.add(name);
      }
    }
    return problems.count() == before ? names : null;
  }

  /** A list, or the same on one line with commas, as a flag or the environment has it. */
  private static List<YamlNode> itemsOf(YamlNode node) {
    if (node instanceof YamlNode.Items items) {
      return items.nodes();
    }
    if (node instanceof YamlNode.Text text) {
      return Arrays.stream(text.value().split(",", LIST_MAX + 1))
          .map(part -> (YamlNode) new YamlNode.Text(part.strip(), node.origin()))
          .toList();
    }
    return List.of(node);
  }

  private static @Nullable Object texts(String path, YamlNode node, ConfigProblems problems) {
    if (!(node instanceof YamlNode.Fields fields)) {
      problems.addFound(path, node.origin(), node.words(), "a section of texts");
      return null;
    }
    int before = problems.count();
    Map<String, Object> texts = new LinkedHashMap<>();
    fields
        .byName()
        .forEach(
            (name, value) -> {
              Object text = readText(path + "." + name, value, problems, "text", found -> found);
              texts.put(name, String.valueOf(text));
            });
    return problems.count() == before ? texts : null;
  }
}
