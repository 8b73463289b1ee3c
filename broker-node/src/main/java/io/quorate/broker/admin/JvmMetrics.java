package io.quorate.broker.admin;

import com.sun.management.UnixOperatingSystemMXBean;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.SummaryWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Quantiles;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/**
 * Memory, collections, threads and files of the process, by the names that ready-made dashboards
 * expect.
 */
final class JvmMetrics {

  private JvmMetrics() {}

  static void register(PrometheusRegistry registry) {
    registerMemory(registry);
    registerCollections(registry);
    registerThreads(registry);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      registerProcess(registry, system);
    }
  }

  private static void registerMemory(PrometheusRegistry registry) {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    GaugeWithCallback.builder()
        .name("jvm_memory_used_bytes")
        .help("Memory in use.")
        .labelNames("area")
        .callback(
            gauge -> {
              gauge.call((double) memory.getHeapMemoryUsage().getUsed(), "heap");
              gauge.call((double) memory.getNonHeapMemoryUsage().getUsed(), "nonheap");
            })
        .register(registry);
    GaugeWithCallback.builder()
        .name("jvm_memory_max_bytes")
        .help("The most the heap may take.")
        .labelNames("area")
        .callback(gauge -> gauge.call((double) memory.getHeapMemoryUsage().getMax(), "heap"))
        .register(registry);
  }

  private static void registerCollections(PrometheusRegistry registry) {
    SummaryWithCallback.builder()
        .name("jvm_gc_collection_seconds")
        .help("Garbage collections and the time they took.")
        .labelNames("gc")
        .callback(
            summary -> {
              for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
                double seconds = gc.getCollectionTime() / 1e3;
                summary.call(gc.getCollectionCount(), seconds, Quantiles.EMPTY, gc.getName());
              }
            })
        .register(registry);
  }

  private static void registerThreads(PrometheusRegistry registry) {
    GaugeWithCallback.builder()
        .name("jvm_threads_current")
        .help("Live threads.")
        .callback(gauge -> gauge.call(ManagementFactory.getThreadMXBean().getThreadCount()))
        .register(registry);
  }

  private static void registerProcess(
      PrometheusRegistry registry, UnixOperatingSystemMXBean system) {
    GaugeWithCallback.builder()
        .name("process_open_fds")
        .help("Open file descriptors.")
        .callback(gauge -> gauge.call((double) system.getOpenFileDescriptorCount()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("process_max_fds")
        .help("The most file descriptors the process may open.")
        .callback(gauge -> gauge.call((double) system.getMaxFileDescriptorCount()))
        .register(registry);
    CounterWithCallback.builder()
        .name("process_cpu_seconds_total")
        .help("CPU time used.")
        .callback(counter -> counter.call(system.getProcessCpuTime() / 1e9))
        .register(registry);
  }
}
