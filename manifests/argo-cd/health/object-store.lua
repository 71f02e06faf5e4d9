-- Health of an ObjectStore. It is settings, like a ConfigMap: no controller reports on it before the first backup ends, and the Cluster
-- that would make that backup comes in a later sync wave. So one without status has to count as healthy, or no first sync would end;
-- the message says that nothing is proven. The Cluster stays Progressing until it has archived to the store.
local servers = {}
for name, window in pairs((obj.status or {}).serverRecoveryWindow or {}) do
  servers[#servers + 1] = { name = name, window = window }
end
table.sort(servers, function(a, b)
  return a.name < b.name
end)

if #servers == 0 then
  return { status = "Healthy", message = "Settings only: no backup has ended in this store yet" }
end

-- RFC 3339 in UTC, as the API server writes it, sorts as text.
local failing = {}
for _, server in ipairs(servers) do
  local failed = server.window.lastFailedBackupTime or ""
  local succeeded = server.window.lastSuccessfulBackupTime or ""
  if succeeded == "" or failed > succeeded then
    failing[#failing + 1] = server.name
  end
end

if #failing == 0 then
  return { status = "Healthy", message = "The newest backup of every server succeeded" }
end
local message = "The newest backup did not succeed for: " .. table.concat(failing, ", ")
-- A server that was replaced keeps its last word here for ever, so one that succeeds is enough.
if #failing < #servers then
  return { status = "Healthy", message = message }
end
return { status = "Degraded", message = message }
