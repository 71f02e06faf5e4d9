-- Health of a Pooler. Phases: api/v1/pooler_types.go of CloudNativePG 1.30.
local spec = obj.spec or {}
local status = obj.status or {}
local phase = status.phase or ""

local function verdict(health, text, reason)
  if reason ~= nil and reason ~= "" then
    text = text .. ": " .. reason
  end
  return { status = health, message = text }
end

if (status.error or "") ~= "" then
  return verdict("Degraded", "Refused by the operator", status.error)
end
if phase == "" then
  return verdict("Progressing", "The operator has not reported on this pooler yet")
end
if phase == "failed" then
  return verdict("Degraded", "Cannot be configured", status.phaseReason)
end
if phase == "paused" then
  return verdict("Suspended", "New queries are held", status.phaseReason)
end
-- The operator tries again until the cluster, Secret or certificate is there.
if phase == "inactive" then
  return verdict("Progressing", "Something that it needs is missing", status.phaseReason)
end
if phase ~= "active" then
  return verdict("Unknown", "This health check does not know the phase", phase)
end

local made = status.instances or 0
local wanted = spec.instances or 1
if made < wanted then
  return verdict("Progressing", made .. " of " .. wanted .. " pods are made")
end
-- The object counts pods, not ready ones; that they are is for its Deployment to say, which Argo CD shows below it.
return verdict("Healthy", "Active, " .. made .. " of " .. wanted .. " pods are made")
