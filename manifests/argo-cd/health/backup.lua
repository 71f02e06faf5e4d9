-- Health of a Backup. Phases: api/v1/backup_types.go of CloudNativePG 1.30.
local verdict_of_phase = {
  pending = "Progressing",
  started = "Progressing",
  running = "Progressing",
  finalizing = "Progressing",
  completed = "Healthy",
  failed = "Degraded",
  walArchivingFailing = "Degraded",
  ["invalid backup definition"] = "Degraded",
}

local status = obj.status or {}
local phase = status.phase or ""
if phase == "" then
  return { status = "Progressing", message = "Not started yet" }
end

local verdict = verdict_of_phase[phase]
if verdict == nil then
  return { status = "Unknown", message = "This health check does not know the phase: " .. phase }
end
local message = "Backup is " .. phase
if (status.error or "") ~= "" then
  message = message .. ": " .. status.error
end
return { status = verdict, message = message }
