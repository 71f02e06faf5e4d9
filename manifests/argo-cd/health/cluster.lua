-- Health of a Cluster. Phases, conditions and their reasons: api/v1/cluster_types.go of CloudNativePG 1.30.
-- A phase that is passed on the way to healthy is Progressing: Argo CD fails a running sync at the first Degraded object.
local HEALTHY = "Cluster in healthy state"

local verdict_of_phase = {
  ["Setting up primary"] = "Progressing",
  ["Creating a new replica"] = "Progressing",
  ["Waiting for the instances to become active"] = "Progressing",
  ["Applying configuration"] = "Progressing",
  ["Switchover in progress"] = "Progressing",
  ["Failing over"] = "Progressing",
  ["Upgrading cluster"] = "Progressing",
  ["Upgrading Postgres major version"] = "Progressing",
  ["Cluster upgrade delayed"] = "Progressing",
  ["Online upgrade in progress"] = "Progressing",
  ["Primary instance is being restarted in-place"] = "Progressing",
  ["Primary instance is being restarted without a switchover"] = "Progressing",
  ["Promoting to primary cluster"] = "Progressing",
  ["Waiting for user action"] = "Suspended",
  ["Not enough disk space"] = "Degraded",
  ["Invalid cluster definition"] = "Degraded",
  ["Unable to create required cluster objects"] = "Degraded",
  ["Cluster is unrecoverable and needs manual intervention"] = "Degraded",
  ["Cluster has incomplete or invalid image catalog"] = "Degraded",
  ["Cluster cannot execute instance online upgrade due to missing architecture binary"] = "Degraded",
  ["Cluster cannot proceed to reconciliation due to an unknown plugin being required"] = "Degraded",
  ["Cluster cannot proceed to reconciliation due to an error while interacting with plugins"] = "Degraded",
}

local metadata = obj.metadata or {}
local spec = obj.spec or {}
local status = obj.status or {}

local function verdict(health, message)
  return { status = health, message = message }
end

local function because(text, reason)
  if reason == nil or reason == "" then
    return text
  end
  return text .. ": " .. reason
end

local function condition(name)
  for _, candidate in ipairs(status.conditions or {}) do
    if candidate.type == name then
      return candidate
    end
  end
  return {}
end

-- A cluster that archives must have archived something before it is called healthy.
local function archives()
  for _, plugin in ipairs(spec.plugins or {}) do
    if plugin.isWALArchiver and plugin.enabled ~= false then
      return true
    end
  end
  return spec.backup ~= nil and spec.backup.barmanObjectStore ~= nil
end

if (metadata.annotations or {})["cnpg.io/reconciliationLoop"] == "disabled" then
  return verdict("Suspended", "The operator is told to leave this cluster alone, so its status may be out of date")
end

local hibernation = condition("cnpg.io/hibernation")
if hibernation.status == "True" then
  return verdict("Suspended", hibernation.message or "Hibernated")
end
-- With this reason the operator waits for a healthy cluster first, so the phase says more.
if hibernation.status ~= nil and hibernation.reason ~= "WaitingForHealthy" then
  return verdict("Progressing", hibernation.message or "Hibernation in progress")
end

local phase = status.phase or ""
if phase == "" then
  return verdict("Progressing", "The operator has not reported on this cluster yet")
end
if phase ~= HEALTHY then
  local known = verdict_of_phase[phase]
  if known == nil then
    return verdict("Unknown", because("This health check does not know the phase", phase))
  end
  return verdict(known, because(phase, status.phaseReason))
end

local system = condition("ConsistentSystemID")
if system.status == "False" and system.reason == "Mismatch" then
  return verdict("Degraded", because("Instances hold different databases", system.message))
end

local archiving = condition("ContinuousArchiving")
if archiving.status == "False" then
  return verdict("Degraded", because("WAL archiving fails", archiving.message))
end

-- While a backup runs the condition is False, with the reason BackupStarted.
local backup = condition("LastBackupSucceeded")
if backup.status == "False" and backup.reason ~= "BackupStarted" then
  return verdict("Degraded", because("The last backup failed", backup.message))
end

local ready = status.readyInstances or 0
local wanted = spec.instances or 1
if ready < wanted then
  return verdict("Progressing", ready .. " of " .. wanted .. " instances are ready")
end
if system.status == "False" then
  return verdict("Progressing", because("No instance has identified itself", system.message))
end
if archives() and archiving.status ~= "True" then
  return verdict("Progressing", "No WAL segment has been archived yet")
end
return verdict("Healthy", ready .. " of " .. wanted .. " instances are ready")
