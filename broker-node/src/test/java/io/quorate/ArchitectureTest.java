package io.quorate;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What may know what, as sentences. The poms hold the coarse arrows: a module lacks the jar it must
 * not see. These hold the ones inside a module, and keep the rule of the log and the queues a pure
 * function of the events they are given: same seed, same trace.
 */
class ArchitectureTest {

  /** What the simulator replays: every package of the two, but for those named here. */
  private static final DescribedPredicate<JavaClass> PURE =
      resideInAnyPackage("io.quorate.replication..", "io.quorate.broker.queue..")
          .and(
              not(
                  resideInAnyPackage(
                      "io.quorate.replication.loop..", "io.quorate.replication.grpc..")))
          .as("belong to the core or the queues");

  /** The adapters that speak gRPC, and the two ends that clients talk to. */
  private static final String[] GRPC = {
    "io.quorate..grpc..", "io.quorate.broker.service..", "io.quorate.client..", "io.quorate.proto.."
  };

  private static final DescribedPredicate<JavaClass> PURE_OR_JDK =
      describe(
          "belong to the core, the queues or the JDK without its files and sockets",
          type ->
              type.getBaseComponentType().isPrimitive()
                  || PURE.or(
                          resideInAnyPackage("java.lang..", "java.util..", "java.time", "java.io"))
                      .or(resideInAnyPackage("java.math", "java.nio", "java.nio.charset"))
                      .or(resideInAPackage("org.jspecify.."))
                      .test(type.getBaseComponentType()));

  private static final JavaClasses PRODUCTION =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.quorate");

  @Test
  void coreAndQueuesKnowOnlyTheJdk() {
    check(classes().that(PURE).should().onlyDependOnClassesThat(PURE_OR_JDK));
  }

  @Test
  void coreAndQueuesStartNoThreadAndTakeNoLock() {
    check(
        noClasses()
            .that(PURE)
            .should()
            .dependOnClassesThat(
                assignableTo(Thread.class)
                    .or(assignableTo(Executor.class))
                    .or(resideInAPackage("java.util.concurrent.locks..")))
            .orShould()
            .accessTargetWhere(is(Object.class, "wait", "notify", "notifyAll")));
  }

  @Test
  void coreAndQueuesAskNobodyForTheTime() {
    check(
        noClasses()
            .that(PURE)
            .should()
            .accessTargetWhere(is(System.class, "nanoTime", "currentTimeMillis"))
            .orShould()
            .accessTargetWhere(is(Instant.class, "now"))
            .orShould()
            .dependOnClassesThat(assignableTo(Clock.class)));
  }

  @Test
  void coreAndQueuesLeaveNothingToChance() {
    check(
        noClasses()
            .that(PURE)
            .should()
            .accessTargetWhere(is(Math.class, "random"))
            .orShould()
            .accessTargetWhere(is(UUID.class, "randomUUID"))
            .orShould()
            .accessTargetWhere(is(System.class, "identityHashCode"))
            .orShould()
            .accessTargetWhere(is(Collections.class, "shuffle"))
            .orShould()
            .dependOnClassesThat(assignableTo(RandomGenerator.class)));
  }

  @Test
  void coreAndQueuesNeverIterateInHashOrder() {
    check(
        noClasses()
            .that(PURE)
            .should()
            .dependOnClassesThat(
                belongToAnyOf(
                    HashMap.class,
                    HashSet.class,
                    IdentityHashMap.class,
                    WeakHashMap.class,
                    ConcurrentHashMap.class))
            // Set.of and Map.of draw their order anew in every JVM.
            .orShould()
            .accessTargetWhere(is(Set.class, "of", "copyOf"))
            .orShould()
            .accessTargetWhere(is(Map.class, "of", "copyOf", "ofEntries"))
            .orShould()
            .accessTargetWhere(
                is(Collectors.class, "toSet", "toUnmodifiableSet", "toUnmodifiableMap"))
            .orShould()
            .callMethodWhere(collectsIntoHashMap()));
  }

  @Test
  void onlyTheGrpcPackagesSpeakGrpc() {
    check(
        noClasses()
            .that(not(resideInAnyPackage(GRPC)))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.grpc..", "com.google.protobuf..", "io.quorate.proto.."));
  }

  @Test
  void onlyTheZookeeperPackageKnowsCurator() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.quorate.election.zookeeper..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.curator..", "org.apache.zookeeper.."));
  }

  @Test
  void onlyTheStorageKnowsRocksDb() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.quorate.storage.rocksdb..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.rocksdb.."));
  }

  @Test
  void portsKnowTheModelAndNotTheRule() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage("io.quorate.replication.port", "io.quorate.replication.model")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "io.quorate.replication",
                "io.quorate.replication.loop..",
                "io.quorate.replication.grpc.."));
  }

  @Test
  void theCommandLineUsesOnlyTheClient() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.quorate.cli..")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("io.quorate..")
                    .and(
                        not(
                            resideInAnyPackage(
                                "io.quorate.cli..",
                                "io.quorate.client",
                                "io.quorate.client.admin",
                                "io.quorate.client.history",
                                "io.quorate.client.verify")))));
  }

  @Test
  void arrowsBetweenPartsNeverGoInACircle() {
    check(slices().matching("io.quorate.(*)..").should().beFreeOfCycles());
  }

  /** A package that is not there yet breaks no rule. */
  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(PRODUCTION);
  }

  private static DescribedPredicate<JavaAccess<?>> is(Class<?> owner, String... names) {
    Set<String> forbidden = Set.of(names);
    return describe(
        "%s.%s".formatted(owner.getSimpleName(), String.join("|", names)),
        access ->
            access.getTargetOwner().isEquivalentTo(owner) && forbidden.contains(access.getName()));
  }

  /** {@code toMap} and {@code groupingBy} choose a HashMap unless the caller hands in a map. */
  private static DescribedPredicate<JavaMethodCall> collectsIntoHashMap() {
    Map<String, Integer> parametersWithMap = Map.of("toMap", 4, "groupingBy", 3);
    return describe(
        "Collectors.toMap|groupingBy without a map of its own",
        call ->
            call.getTargetOwner().isEquivalentTo(Collectors.class)
                && call.getTarget().getRawParameterTypes().size()
                    < parametersWithMap.getOrDefault(call.getTarget().getName(), 0));
  }
}
