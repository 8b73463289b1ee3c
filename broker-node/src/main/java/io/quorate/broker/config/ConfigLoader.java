package io.quorate.broker.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration: the file, over it the environment, over that the flags. Everything that
 * is wrong with any of them is reported by one exception; nothing is touched but the files read.
 */
public final class ConfigLoader {

  static final DataSize FILE_SIZE_MAX = DataSize.parse("256KiB");

  private static final String ENVIRONMENT_PREFIX = "QUORATE_";

  /** Read by the launcher and by the logging, which come before the configuration. */
  private static final Set<String> NOT_KEYS =
      Set.of(
          "QUORATE_HOME",
          "QUORATE_CONF",
          "QUORATE_DATA",
          "QUORATE_OPTS",
          "QUORATE_OPTS_MEMORY",
          "QUORATE_LOG_LEVEL");

  private final ConfigKeys keys = new ConfigKeys();
  private final ConfigProblems problems = new ConfigProblems();
  private final Map<ConfigKey, YamlNode> nodes = new LinkedHashMap<>();
  private final Path workingFolder = Path.of("").toAbsolutePath();
  private final String source;
  private final Path sourceFolder;

  private ConfigLoader(String source, Path sourceFolder) {
    this.source = source;
    this.sourceFolder = sourceFolder;
  }

  /**
   * Flags are by name as given, without the leading dashes: {@code portOffset} or {@code
   * port-offset}.
   */
  public static NodeSettings load(
      Path file, Map<String, String> environment, Map<String, String> flags)
      throws ConfigException {
    Path absolute = file.toAbsolutePath().normalize();
    Path folder = absolute.getParent() == null ? absolute : absolute.getParent();
    String text = textOf(file);
    return new ConfigLoader(String.valueOf(file.getFileName()), folder)
        .load(text, environment, flags);
  }

  /**
   * For a node inside another program: the same YAML from a text, without environment and flags.
   */
  public static NodeSettings parse(String yaml, Path folder) throws ConfigException {
    return new ConfigLoader("configuration", folder.toAbsolutePath())
        .load(yaml, Map.of(), Map.of());
  }

  private NodeSettings load(String text, Map<String, String> environment, Map<String, String> flags)
      throws ConfigException {
    takeFile(text);
    takeEnvironment(environment);
    takeFlags(flags);
    Settings settings = readAll();
    new RelationChecks(settings, problems).run();
    new NetworkChecks(settings, problems).run();
    problems.throwIfAny(source);
    EffectiveConfig effective = EffectiveConfig.of(keys, settings, problems.warnings());
    SettingsAssembler assembler = new SettingsAssembler(settings);
    return new NodeSettings(
        assembler.assemble(ClusterConfig.class), assembler.assemble(NodeConfig.class), effective);
  }

  private void takeFile(String text) throws ConfigException {
    YamlNode root =
        YamlReader.read(text, line -> new Origin(source + " line " + line, sourceFolder), problems);
    if (root instanceof YamlNode.Fields fields) {
      takeSection("", fields);
    } else if (!root.words().equals("no value")) {
      throw new ConfigException(
          root.origin().words() + ": found " + root.words() + ", expected keys and values");
    }
  }

  private void takeSection(String prefix, YamlNode.Fields section) {
    section.byName().forEach((name, node) -> take(prefix + name, node));
  }

  private void take(String path, YamlNode node) {
    ConfigKey key = keyFor(path, node.origin());
    if (key != null) {
      nodes.put(key, node);
    } else if (keys.isSection(path)) {
      takeSubsection(path, node);
    } else {
      reportUnknown(path, node.origin());
    }
  }

  private void takeSubsection(String path, YamlNode node) {
    if (node instanceof YamlNode.Fields fields) {
      takeSection(path + ".", fields);
    } else if (!node.words().equals("no value")) { // a section whose keys are all commented out
      problems.addFound(path, node.origin(), node.words(), "a section of keys");
    }
  }

  /** The key of a path; of a former name, the key that has taken its place. */
  private @Nullable ConfigKey keyFor(String path, Origin origin) {
    String newName = FormerKeys.newNameOf(path);
    if (newName == null) {
      return keys.find(path);
    }
    problems.warn(path, origin, "is called " + newName + " now; the old name still works");
    return keys.get(newName);
  }

  private void reportUnknown(String path, Origin origin) {
    String reason = FormerKeys.reasonAgainst(path);
    problems.add(
        path,
        origin,
        reason == null ? "unknown key" + keys.hintFor(path) : "is no longer a key: " + reason);
  }

  private void takeEnvironment(Map<String, String> environment) throws ConfigException {
    Map<String, ConfigKey> byName = new LinkedHashMap<>();
    keys.all().forEach(key -> byName.put(key.environmentName(), key));
    for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
      String name = variable.getKey();
      if (!name.startsWith(ENVIRONMENT_PREFIX)
          || NOT_KEYS.contains(name)
          || variable.getValue().isEmpty()) {
        continue;
      }
      Origin origin = new Origin("environment", workingFolder);
      ConfigKey key = byName.get(name);
      if (key == null) {
        // Only a warning: container platforms put variables of their own behind a service's name.
        problems.warn(name, origin, "sets no key" + NearestName.hint(name, byName.keySet()));
      } else {
        nodes.put(
            key,
            oneLine(key, variable.getValue(), new Origin("environment " + name, workingFolder)));
      }
    }
  }

  private void takeFlags(Map<String, String> flags) throws ConfigException {
    for (Map.Entry<String, String> flag : flags.entrySet()) {
      Origin origin = new Origin("flag --" + flag.getKey(), workingFolder);
      String path = ConfigKeys.pathOfFlag(flag.getKey());
      ConfigKey key = keyFor(path, origin);
      if (key == null) {
        reportUnknown(path, origin);
      } else {
        nodes.put(key, oneLine(key, flag.getValue(), origin));
      }
    }
  }

  /**
   * A value from outside the file. Only what is more than a scalar is YAML there, such as {@code
   * {n1: {…}}}.
   */
  private YamlNode oneLine(ConfigKey key, String value, Origin origin) throws ConfigException {
    return key.valueType().isStructured() && value.startsWith("{")
        ? YamlReader.read(value, line -> origin, problems)
        : new YamlNode.Text(value, origin);
  }

  private Settings readAll() throws ConfigException {
    Settings settings = new Settings();
    for (ConfigKey key : keys.all()) {
      YamlNode node = nodes.get(key);
      if (node == null && key.isRequired()) {
        problems.addMissing(key.path(), key.valueType().name());
      }
      String byDefault = key.declared().byDefault();
      if (node == null && !byDefault.isEmpty()) {
        node = oneLine(key, byDefault, new Origin(EffectiveConfig.DEFAULT, sourceFolder));
      }
      Object value =
          node == null ? null : key.valueType().reader().read(key.path(), node, problems);
      if (node != null && value != null && isWithinBounds(key, value, node)) {
        settings.put(new Setting(key, value, node.origin()));
      }
    }
    return settings;
  }

  private boolean isWithinBounds(ConfigKey key, Object value, YamlNode node) {
    String atLeast = key.declared().atLeast();
    String atMost = key.declared().atMost();
    if (!atLeast.isEmpty() && compare(key, value, atLeast) < 0) {
      problems.addFound(key.path(), node.origin(), node.words(), "at least " + atLeast);
      return false;
    }
    if (!atMost.isEmpty() && compare(key, value, atMost) > 0) {
      problems.addFound(key.path(), node.origin(), node.words(), "at most " + atMost);
      return false;
    }
    return true;
  }

  @SuppressWarnings("unchecked") // a bound has the type of its key
  private int compare(ConfigKey key, Object value, String bound) {
    YamlNode node = new YamlNode.Text(bound, new Origin("bound", sourceFolder));
    Object limit = key.valueType().reader().read(key.path(), node, problems);
    return limit == null ? 0 : ((Comparable<Object>) value).compareTo(limit);
  }

  private static String textOf(Path file) throws ConfigException {
    byte[] bytes = bytesOf(file);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.isBlank()) {
        throw new ConfigException(file + ": is empty, expected the keys of a node in YAML");
      }
      if (text.indexOf('\0') >= 0) {
        throw new ConfigException(
            file + ": holds zero bytes, as a file that was not written to its end; restore it");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new ConfigException(
          file + ": is not text in UTF-8, expected the keys of a node in YAML");
    }
  }

  private static byte[] bytesOf(Path file) throws ConfigException {
    try {
      if (Files.isDirectory(file)) {
        throw new ConfigException(file + ": is a folder, expected a YAML file");
      }
      if (Files.size(file) > FILE_SIZE_MAX.bytes()) {
        throw new ConfigException(
            file + ": has " + Files.size(file) + " bytes, expected at most " + FILE_SIZE_MAX);
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new ConfigException(file + ": does not exist, expected a YAML file");
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read (" + e + ")");
    }
  }
}
