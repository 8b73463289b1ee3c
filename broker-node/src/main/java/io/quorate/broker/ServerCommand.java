package io.quorate.broker;

import io.quorate.broker.config.ConfigException;
import io.quorate.broker.config.ConfigLoader;
import io.quorate.broker.config.NodeSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The arguments that lead to a node's settings: {@code --config FILE [--KEY VALUE |
 * --KEY=VALUE]...}.
 */
public final class ServerCommand {

  private static final String CONFIG = "config";

  private ServerCommand() {}

  /** The arguments after the verb. Which keys there are, the configuration knows. */
  public static NodeSettings parse(List<String> args, Map<String, String> environment)
      throws UsageException, ConfigException {
    Map<String, String> flags = flagsOf(args);
    String file = flags.remove(CONFIG);
    if (file == null) {
      throw new UsageException("no configuration: expected --config FILE");
    }
    try {
      return ConfigLoader.load(Path.of(file), environment, flags);
    } catch (InvalidPathException e) {
      throw new UsageException("--config: found '" + file + "', expected the path of a file");
    }
  }

  private static Map<String, String> flagsOf(List<String> args) throws UsageException {
    Map<String, String> flags = new LinkedHashMap<>();
    for (Iterator<String> rest = args.iterator(); rest.hasNext(); ) {
      String arg = rest.next();
      if (!arg.startsWith("--") || arg.length() == 2) {
        throw new UsageException("found '" + arg + "', expected --KEY VALUE or --KEY=VALUE");
      }
      int equals = arg.indexOf('=');
      String name = equals < 0 ? arg.substring(2) : arg.substring(2, equals);
      String value = equals < 0 ? valueAfter(arg, rest) : arg.substring(equals + 1);
      if (flags.put(name, value) != null) {
        throw new UsageException("--" + name + " stands twice: keep one");
      }
    }
    return flags;
  }

  private static String valueAfter(String flag, Iterator<String> rest) throws UsageException {
    String value = rest.hasNext() ? rest.next() : "";
    // Of two flags in a row the first has lost its value; a value that looks like a flag is written
    // with '='.
    if (value.isEmpty() || value.startsWith("--")) {
      throw new UsageException(flag + " has no value: write " + flag + " VALUE");
    }
    return value;
  }
}
