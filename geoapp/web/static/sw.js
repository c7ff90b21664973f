/* The service worker: keeps the shell of /nearby, so that it opens without a network. Data are kept by the page itself,
   in IndexedDB, never here; what is not of the shell passes untouched. The server puts KEPT before this file. */
"use strict";
const SHELL = "shell-" + KEPT.edition;
const PAGE = "page";  // /nearby as the signed-in person saw it last: forgotten when he leaves
const WAIT_MS = 4000;

self.addEventListener("install", (event) => {
  const wanted = KEPT.shell.concat([KEPT.texts, "/palette.json"]);
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(wanted)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((name) => name !== SHELL && name !== PAGE).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const request = event.request, url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && url.pathname === "/logout") return event.waitUntil(forget());
  if (request.method !== "GET") return;
  if (request.mode === "navigate") return url.pathname === "/nearby" ? event.respondWith(nearby(event)) : event.respondWith(other(request));
  if (url.pathname.startsWith("/tiles/")) return event.respondWith(tile(request, url));
  if (url.pathname === KEPT.texts || url.pathname === "/palette.json") return event.respondWith(fresh(request));
  if (KEPT.shell.includes(url.pathname + url.search)) return event.respondWith(kept(request));
});

function within(promise, ms) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("slow")), ms);
    promise.then(resolve, reject);
  });
}

/** The page from the network where there is one; a copy of it else. */
async function nearby(event) {
  const cache = await caches.open(PAGE);
  const asked = fetch(event.request).then(async (answer) => {
    if (answer.ok && !answer.redirected && answer.type === "basic") await cache.put("/nearby", answer.clone());
    return answer;
  });
  event.waitUntil(asked.catch(() => null));
  try {
    return await within(asked, WAIT_MS);
  } catch (error) {
    return (await cache.match("/nearby")) || asked;
  }
}

/** Other pages need the network: without one the way leads to the list that is kept. */
async function other(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const page = await (await caches.open(PAGE)).match("/nearby");
    if (page) return Response.redirect("/nearby", 302);
    throw error;
  }
}

async function fresh(request) {
  const cache = await caches.open(SHELL);
  try {
    const answer = await within(fetch(request), WAIT_MS);
    if (answer.ok) await cache.put(request.url, answer.clone());
    return answer;
  } catch (error) {
    return (await cache.match(request.url)) || fetch(request);
  }
}

async function kept(request) {
  const cache = await caches.open(SHELL);
  return (await cache.match(request.url)) || fetch(request);
}

/** A tile of a base map: from the network, else from the pieces that the page keeps in IndexedDB. */
async function tile(request, url) {
  try {
    return await within(fetch(request), WAIT_MS);
  } catch (error) {
    const [, , set, ...at] = url.pathname.split("/").map(decodeURIComponent);
    const held = await keptTile(set, at.join("/")).catch(() => null);
    if (!held) return request.destination === "image" ? Response.error() : new Response(null, { status: 204 });
    return new Response(held);
  }
}

function keptTile(set, key) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("geoapp-field");
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      const db = asked.result;
      if (!db.objectStoreNames.contains("tiles")) { db.close(); return resolve(null); }
      const all = db.transaction(["tiles"]).objectStore("tiles").getAll();
      all.onerror = () => { db.close(); reject(all.error); };
      all.onsuccess = () => {
        db.close();
        const piece = all.result.find((one) => one.set === set && one.index[key]);
        resolve(piece ? piece.blob.slice(piece.index[key][0], piece.index[key][0] + piece.index[key][1]) : null);
      };
    };
  });
}

/** Who leaves takes his data along: page and areas go; visits that were not sent wait for him. */
async function forget() {
  await caches.delete(PAGE);
  await new Promise((resolve) => {
    const asked = indexedDB.open("geoapp-field");
    asked.onerror = () => resolve();
    asked.onsuccess = () => {
      const db = asked.result;
      if (!db.objectStoreNames.contains("areas")) { db.close(); return resolve(); }
      const names = ["areas", "tiles"].filter((name) => db.objectStoreNames.contains(name));
      const work = db.transaction(names, "readwrite");
      for (const name of names) work.objectStore(name).clear();
      work.oncomplete = work.onabort = () => { db.close(); resolve(); };
    };
  });
}
