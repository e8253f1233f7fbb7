// The theme that the person chose on this device, before the first paint. A browser that forbids the storage follows the
// system.
try {
  const theme = localStorage.getItem("mydata.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {}
