// Tables, functions and enums of the schema `public`, for supabase-js: createClient<Database>(…).
// Written by `make dump` from the database. `numeric` is a number here, as PostgREST sends it; ask for text
// (`cost_usd::text`) where every digit counts. Which columns a client may write, the database says.

export type Json = string | number | boolean | null | {
    [key: string]: Json | undefined;
} | Json[];
export type Database = {
    "public": {
        Tables: {
            "agent_checkpoints": {
                Row: {
                    "checkpoint_key": string;
                    "created_at": string;
                    "execution_id": string;
                    "id": string;
                    "state": NonNullable<Json>;
                    "tenant_id": string;
                    "updated_at": string;
                };
                ComputedFields: never;
                Insert: {
                    "checkpoint_key": string;
                    "created_at"?: string;
                    "execution_id": string;
                    "id"?: string;
                    "state": NonNullable<Json>;
                    "tenant_id": string;
                    "updated_at"?: string;
                };
                Update: {
                    "checkpoint_key"?: string;
                    "created_at"?: string;
                    "execution_id"?: string;
                    "id"?: string;
                    "state"?: NonNullable<Json>;
                    "tenant_id"?: string;
                    "updated_at"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "agent_checkpoints_belong_to_execution";
                        columns: [
                            "tenant_id",
                            "execution_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "agent_executions";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "agent_checkpoints_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "agent_executions": {
                Row: {
                    "agent_id": string;
                    "agent_tenant_id": string;
                    "cancel_requested_at": string | null;
                    "completed_at": string | null;
                    "cost_is_complete": boolean;
                    "cost_usd": number | null;
                    "created_at": string;
                    "error": Json | null;
                    "id": string;
                    "input": NonNullable<Json>;
                    "model": string | null;
                    "output": Json | null;
                    "started_at": string;
                    "status": Database["public"]['Enums']["agent_execution_status"];
                    "tenant_id": string;
                    "token_usage": Json | null;
                    "updated_at": string;
                    "user_id": string;
                    "venture_id": string;
                    "agent_model_calls": {
                        "cache_read_tokens": number;
                        "cache_write_tokens": number;
                        "corrects_id": string | null;
                        "cost_usd": number | null;
                        "created_at": string;
                        "error": string | null;
                        "id": string;
                        "input_tokens": number;
                        "is_estimate": boolean;
                        "key_source": Database["public"]['Enums']["key_source"];
                        "kind": Database["public"]['Enums']["call_kind"];
                        "latency_ms": number | null;
                        "model": string;
                        "outcome": Database["public"]['Enums']["call_outcome"];
                        "output_tokens": number;
                        "price_source": Database["public"]['Enums']["price_source"];
                        "price_version": string;
                        "prompt_id": string | null;
                        "provider": string;
                        "purpose": Database["public"]['Enums']["cost_purpose"];
                        "reference_created_at": string | null;
                        "reference_id": string;
                        "started_at": string;
                        "tenant_id": string;
                        "user_id": string | null;
                        "workflow_id": string | null;
                    } | null;
                };
                ComputedFields: "agent_model_calls";
                Insert: {
                    "agent_id": string;
                    "agent_tenant_id": string;
                    "cancel_requested_at"?: string | null;
                    "completed_at"?: string | null;
                    "cost_is_complete"?: boolean;
                    "cost_usd"?: number | null;
                    "created_at"?: string;
                    "error"?: Json | null;
                    "id"?: string;
                    "input"?: NonNullable<Json>;
                    "model"?: string | null;
                    "output"?: Json | null;
                    "started_at"?: string;
                    "status"?: Database["public"]['Enums']["agent_execution_status"];
                    "tenant_id": string;
                    "token_usage"?: Json | null;
                    "updated_at"?: string;
                    "user_id": string;
                    "venture_id": string;
                };
                Update: {
                    "agent_id"?: string;
                    "agent_tenant_id"?: string;
                    "cancel_requested_at"?: string | null;
                    "completed_at"?: string | null;
                    "cost_is_complete"?: boolean;
                    "cost_usd"?: number | null;
                    "created_at"?: string;
                    "error"?: Json | null;
                    "id"?: string;
                    "input"?: NonNullable<Json>;
                    "model"?: string | null;
                    "output"?: Json | null;
                    "started_at"?: string;
                    "status"?: Database["public"]['Enums']["agent_execution_status"];
                    "tenant_id"?: string;
                    "token_usage"?: Json | null;
                    "updated_at"?: string;
                    "user_id"?: string;
                    "venture_id"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "agent_executions_belong_to_venture";
                        columns: [
                            "tenant_id",
                            "venture_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "ventures";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "agent_executions_run_agent";
                        columns: [
                            "agent_tenant_id",
                            "agent_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "agents";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "agent_executions_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "agent_executions_user_id_fkey";
                        columns: [
                            "user_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "agent_results": {
                Row: {
                    "agent_type": string;
                    "completed_at": string | null;
                    "created_at": string;
                    "error_message": string | null;
                    "evaluation_id": string;
                    "id": string;
                    "input_data": Json | null;
                    "insights": Json | null;
                    "output_data": Json | null;
                    "score": number | null;
                    "started_at": string | null;
                    "status": Database["public"]['Enums']["agent_result_status"];
                    "tenant_id": string;
                    "updated_at": string;
                };
                ComputedFields: never;
                Insert: {
                    "agent_type": string;
                    "completed_at"?: string | null;
                    "created_at"?: string;
                    "error_message"?: string | null;
                    "evaluation_id": string;
                    "id"?: string;
                    "input_data"?: Json | null;
                    "insights"?: Json | null;
                    "output_data"?: Json | null;
                    "score"?: number | null;
                    "started_at"?: string | null;
                    "status"?: Database["public"]['Enums']["agent_result_status"];
                    "tenant_id": string;
                    "updated_at"?: string;
                };
                Update: {
                    "agent_type"?: string;
                    "completed_at"?: string | null;
                    "created_at"?: string;
                    "error_message"?: string | null;
                    "evaluation_id"?: string;
                    "id"?: string;
                    "input_data"?: Json | null;
                    "insights"?: Json | null;
                    "output_data"?: Json | null;
                    "score"?: number | null;
                    "started_at"?: string | null;
                    "status"?: Database["public"]['Enums']["agent_result_status"];
                    "tenant_id"?: string;
                    "updated_at"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "agent_results_belong_to_evaluation";
                        columns: [
                            "tenant_id",
                            "evaluation_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "evaluations";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "agent_results_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "agents": {
                Row: {
                    "avg_execution_time_ms": number;
                    "capabilities": NonNullable<Json>;
                    "config": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string | null;
                    "failed_executions": number;
                    "id": string;
                    "input_schema": Json | null;
                    "is_public": boolean;
                    "is_template": boolean;
                    "max_concurrent_executions": number | null;
                    "max_execution_time": number | null;
                    "max_memory_mb": number | null;
                    "name": string;
                    "output_schema": Json | null;
                    "parameters": NonNullable<Json>;
                    "parent_id": string | null;
                    "phase": Database["public"]['Enums']["agent_phase"] | null;
                    "prompt_template": string | null;
                    "purpose": string | null;
                    "slug": string | null;
                    "status": Database["public"]['Enums']["agent_status"];
                    "successful_executions": number;
                    "tags": (string)[];
                    "tenant_id": string;
                    "timed_executions": number;
                    "total_execution_time_ms": number;
                    "total_executions": number;
                    "type": Database["public"]['Enums']["agent_type"];
                    "updated_at": string;
                    "user_id": string | null;
                    "version": number;
                };
                ComputedFields: never;
                Insert: {
                    "avg_execution_time_ms"?: never;
                    "capabilities"?: NonNullable<Json>;
                    "config"?: NonNullable<Json>;
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "description"?: string | null;
                    "failed_executions"?: number;
                    "id"?: string;
                    "input_schema"?: Json | null;
                    "is_public"?: boolean;
                    "is_template"?: boolean;
                    "max_concurrent_executions"?: number | null;
                    "max_execution_time"?: number | null;
                    "max_memory_mb"?: number | null;
                    "name": string;
                    "output_schema"?: Json | null;
                    "parameters"?: NonNullable<Json>;
                    "parent_id"?: string | null;
                    "phase"?: Database["public"]['Enums']["agent_phase"] | null;
                    "prompt_template"?: string | null;
                    "purpose"?: string | null;
                    "slug"?: string | null;
                    "status"?: Database["public"]['Enums']["agent_status"];
                    "successful_executions"?: number;
                    "tags"?: (string)[];
                    "tenant_id"?: string;
                    "timed_executions"?: number;
                    "total_execution_time_ms"?: number;
                    "total_executions"?: number;
                    "type": Database["public"]['Enums']["agent_type"];
                    "updated_at"?: string;
                    "user_id"?: string | null;
                    "version"?: number;
                };
                Update: {
                    "avg_execution_time_ms"?: never;
                    "capabilities"?: NonNullable<Json>;
                    "config"?: NonNullable<Json>;
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "description"?: string | null;
                    "failed_executions"?: number;
                    "id"?: string;
                    "input_schema"?: Json | null;
                    "is_public"?: boolean;
                    "is_template"?: boolean;
                    "max_concurrent_executions"?: number | null;
                    "max_execution_time"?: number | null;
                    "max_memory_mb"?: number | null;
                    "name"?: string;
                    "output_schema"?: Json | null;
                    "parameters"?: NonNullable<Json>;
                    "parent_id"?: string | null;
                    "phase"?: Database["public"]['Enums']["agent_phase"] | null;
                    "prompt_template"?: string | null;
                    "purpose"?: string | null;
                    "slug"?: string | null;
                    "status"?: Database["public"]['Enums']["agent_status"];
                    "successful_executions"?: number;
                    "tags"?: (string)[];
                    "tenant_id"?: string;
                    "timed_executions"?: number;
                    "total_execution_time_ms"?: number;
                    "total_executions"?: number;
                    "type"?: Database["public"]['Enums']["agent_type"];
                    "updated_at"?: string;
                    "user_id"?: string | null;
                    "version"?: number;
                };
                Relationships: [
                    {
                        foreignKeyName: "agents_first_version";
                        columns: [
                            "tenant_id",
                            "parent_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "agents";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "agents_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "agents_user_id_fkey";
                        columns: [
                            "user_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "ai_reviews": {
                Row: {
                    "applied_suggestions": (string)[];
                    "completeness": NonNullable<Json>;
                    "created_at": string;
                    "document_id": string;
                    "document_version": number;
                    "id": string;
                    "overall_score": number;
                    "project_id": string;
                    "quality_metrics": NonNullable<Json>;
                    "suggestions": NonNullable<Json>;
                    "tenant_id": string;
                    "updated_at": string;
                };
                ComputedFields: never;
                Insert: {
                    "applied_suggestions"?: (string)[];
                    "completeness"?: NonNullable<Json>;
                    "created_at"?: string;
                    "document_id": string;
                    "document_version": number;
                    "id"?: string;
                    "overall_score": number;
                    "project_id": string;
                    "quality_metrics"?: NonNullable<Json>;
                    "suggestions"?: NonNullable<Json>;
                    "tenant_id": string;
                    "updated_at"?: string;
                };
                Update: {
                    "applied_suggestions"?: (string)[];
                    "completeness"?: NonNullable<Json>;
                    "created_at"?: string;
                    "document_id"?: string;
                    "document_version"?: number;
                    "id"?: string;
                    "overall_score"?: number;
                    "project_id"?: string;
                    "quality_metrics"?: NonNullable<Json>;
                    "suggestions"?: NonNullable<Json>;
                    "tenant_id"?: string;
                    "updated_at"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "ai_reviews_belong_to_document";
                        columns: [
                            "tenant_id",
                            "document_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "specification_documents";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "ai_reviews_belong_to_project";
                        columns: [
                            "tenant_id",
                            "project_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "specification_projects";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "ai_reviews_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "api_keys": {
                Row: {
                    "created_at": string;
                    "expires_at": string | null;
                    "id": string;
                    "last_four": string;
                    "last_used_at": string | null;
                    "name": string;
                    "requests_per_minute": number | null;
                    "revoked_at": string | null;
                    "rotated_from": string | null;
                    "scopes": (string)[];
                    "tenant_id": string;
                    "tokens_per_minute": number | null;
                    "updated_at": string;
                    "user_id": string;
                };
                ComputedFields: never;
                Insert: {
                    "created_at"?: string;
                    "expires_at"?: string | null;
                    "id"?: string;
                    "last_four": string;
                    "last_used_at"?: string | null;
                    "name": string;
                    "requests_per_minute"?: number | null;
                    "revoked_at"?: string | null;
                    "rotated_from"?: string | null;
                    "scopes": (string)[];
                    "tenant_id": string;
                    "tokens_per_minute"?: number | null;
                    "updated_at"?: string;
                    "user_id": string;
                };
                Update: {
                    "created_at"?: string;
                    "expires_at"?: string | null;
                    "id"?: string;
                    "last_four"?: string;
                    "last_used_at"?: string | null;
                    "name"?: string;
                    "requests_per_minute"?: number | null;
                    "revoked_at"?: string | null;
                    "rotated_from"?: string | null;
                    "scopes"?: (string)[];
                    "tenant_id"?: string;
                    "tokens_per_minute"?: number | null;
                    "updated_at"?: string;
                    "user_id"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "api_keys_rotated_from_key";
                        columns: [
                            "tenant_id",
                            "rotated_from"
                        ];
                        isOneToOne: true;
                        referencedRelation: "api_keys";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "api_keys_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "api_keys_user_id_fkey";
                        columns: [
                            "user_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "artifact_versions": {
                Row: {
                    "artifact_id": string;
                    "content": NonNullable<Json>;
                    "created_at": string;
                    "created_by": string;
                    "diff": Json | null;
                    "id": string;
                    "tenant_id": string;
                    "version": number;
                };
                ComputedFields: never;
                Insert: {
                    "artifact_id": string;
                    "content": NonNullable<Json>;
                    "created_at"?: string;
                    "created_by": string;
                    "diff"?: Json | null;
                    "id"?: string;
                    "tenant_id": string;
                    "version": number;
                };
                Update: {
                    "artifact_id"?: string;
                    "content"?: NonNullable<Json>;
                    "created_at"?: string;
                    "created_by"?: string;
                    "diff"?: Json | null;
                    "id"?: string;
                    "tenant_id"?: string;
                    "version"?: number;
                };
                Relationships: [
                    {
                        foreignKeyName: "artifact_versions_belong_to_artifact";
                        columns: [
                            "tenant_id",
                            "artifact_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "artifacts";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "artifact_versions_created_by_fkey";
                        columns: [
                            "created_by"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "artifact_versions_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "artifacts": {
                Row: {
                    "content": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "id": string;
                    "metadata": Json | null;
                    "tenant_id": string;
                    "type": Database["public"]['Enums']["artifact_type"];
                    "updated_at": string;
                    "updated_by": string;
                    "user_id": string;
                    "venture_id": string;
                    "version": number;
                };
                ComputedFields: never;
                Insert: {
                    "content": NonNullable<Json>;
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "id"?: string;
                    "metadata"?: Json | null;
                    "tenant_id"?: string;
                    "type": Database["public"]['Enums']["artifact_type"];
                    "updated_at"?: string;
                    "updated_by"?: string;
                    "user_id"?: string;
                    "venture_id": string;
                    "version"?: number;
                };
                Update: {
                    "content"?: NonNullable<Json>;
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "id"?: string;
                    "metadata"?: Json | null;
                    "tenant_id"?: string;
                    "type"?: Database["public"]['Enums']["artifact_type"];
                    "updated_at"?: string;
                    "updated_by"?: string;
                    "user_id"?: string;
                    "venture_id"?: string;
                    "version"?: number;
                };
                Relationships: [
                    {
                        foreignKeyName: "artifacts_belong_to_venture";
                        columns: [
                            "tenant_id",
                            "venture_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "ventures";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "artifacts_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "artifacts_updated_by_fkey";
                        columns: [
                            "updated_by"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "artifacts_user_id_fkey";
                        columns: [
                            "user_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "audit_logs": {
                Row: {
                    "action": string;
                    "changes": NonNullable<Json>;
                    "created_at": string;
                    "id": string;
                    "ip_address": string | null;
                    "metadata": NonNullable<Json>;
                    "resource_id": string | null;
                    "resource_type": string;
                    "tenant_id": string;
                    "user_agent": string | null;
                    "user_id": string | null;
                };
                ComputedFields: never;
                Insert: {
                    "action": string;
                    "changes"?: NonNullable<Json>;
                    "created_at"?: string;
                    "id"?: string;
                    "ip_address"?: string | null;
                    "metadata"?: NonNullable<Json>;
                    "resource_id"?: string | null;
                    "resource_type": string;
                    "tenant_id": string;
                    "user_agent"?: string | null;
                    "user_id"?: string | null;
                };
                Update: {
                    "action"?: string;
                    "changes"?: NonNullable<Json>;
                    "created_at"?: string;
                    "id"?: string;
                    "ip_address"?: string | null;
                    "metadata"?: NonNullable<Json>;
                    "resource_id"?: string | null;
                    "resource_type"?: string;
                    "tenant_id"?: string;
                    "user_agent"?: string | null;
                    "user_id"?: string | null;
                };
                Relationships: [
                ];
            };
            "backup_runs": {
                Row: {
                    "attempt": number;
                    "backup_id": string | null;
                    "completed_at": string | null;
                    "created_at": string;
                    "details": NonNullable<Json>;
                    "duration_seconds": number | null;
                    "error": Json | null;
                    "id": string;
                    "kind": Database["public"]['Enums']["backup_kind"];
                    "lease_until": string | null;
                    "progress": NonNullable<Json>;
                    "result": Json | null;
                    "scheduled_at": string;
                    "started_at": string;
                    "status": Database["public"]['Enums']["backup_run_status"];
                    "updated_at": string;
                    "worker": string;
                };
                ComputedFields: never;
                Insert: {
                    "attempt": number;
                    "backup_id"?: string | null;
                    "completed_at"?: string | null;
                    "created_at"?: string;
                    "details"?: NonNullable<Json>;
                    "duration_seconds"?: never;
                    "error"?: Json | null;
                    "id"?: string;
                    "kind": Database["public"]['Enums']["backup_kind"];
                    "lease_until"?: string | null;
                    "progress"?: NonNullable<Json>;
                    "result"?: Json | null;
                    "scheduled_at": string;
                    "started_at"?: string;
                    "status"?: Database["public"]['Enums']["backup_run_status"];
                    "updated_at"?: string;
                    "worker": string;
                };
                Update: {
                    "attempt"?: number;
                    "backup_id"?: string | null;
                    "completed_at"?: string | null;
                    "created_at"?: string;
                    "details"?: NonNullable<Json>;
                    "duration_seconds"?: never;
                    "error"?: Json | null;
                    "id"?: string;
                    "kind"?: Database["public"]['Enums']["backup_kind"];
                    "lease_until"?: string | null;
                    "progress"?: NonNullable<Json>;
                    "result"?: Json | null;
                    "scheduled_at"?: string;
                    "started_at"?: string;
                    "status"?: Database["public"]['Enums']["backup_run_status"];
                    "updated_at"?: string;
                    "worker"?: string;
                };
                Relationships: [
                ];
            };
            "budget_alerts": {
                Row: {
                    "budget_id": string;
                    "created_at": string;
                    "id": string;
                    "limit_usd": number;
                    "period_start": string;
                    "spent_usd": number;
                    "tenant_id": string;
                    "threshold": number;
                };
                ComputedFields: never;
                Insert: {
                    "budget_id": string;
                    "created_at"?: string;
                    "id"?: string;
                    "limit_usd": number;
                    "period_start": string;
                    "spent_usd": number;
                    "tenant_id": string;
                    "threshold": number;
                };
                Update: {
                    "budget_id"?: string;
                    "created_at"?: string;
                    "id"?: string;
                    "limit_usd"?: number;
                    "period_start"?: string;
                    "spent_usd"?: number;
                    "tenant_id"?: string;
                    "threshold"?: number;
                };
                Relationships: [
                    {
                        foreignKeyName: "budget_alerts_belong_to_budget";
                        columns: [
                            "tenant_id",
                            "budget_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "budgets";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "budget_alerts_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "budgets": {
                Row: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "id": string;
                    "is_active": boolean;
                    "kind": Database["public"]['Enums']["budget_kind"];
                    "limit_usd": number;
                    "name": string;
                    "period": Database["public"]['Enums']["budget_period"];
                    "prompt_id": string | null;
                    "tenant_id": string;
                    "thresholds": (number)[];
                    "updated_at": string;
                    "user_id": string | null;
                    "workflow_id": string | null;
                };
                ComputedFields: never;
                Insert: {
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "id"?: string;
                    "is_active"?: boolean;
                    "kind"?: Database["public"]['Enums']["budget_kind"];
                    "limit_usd": number;
                    "name": string;
                    "period": Database["public"]['Enums']["budget_period"];
                    "prompt_id"?: string | null;
                    "tenant_id"?: string;
                    "thresholds"?: (number)[];
                    "updated_at"?: string;
                    "user_id"?: string | null;
                    "workflow_id"?: string | null;
                };
                Update: {
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "id"?: string;
                    "is_active"?: boolean;
                    "kind"?: Database["public"]['Enums']["budget_kind"];
                    "limit_usd"?: number;
                    "name"?: string;
                    "period"?: Database["public"]['Enums']["budget_period"];
                    "prompt_id"?: string | null;
                    "tenant_id"?: string;
                    "thresholds"?: (number)[];
                    "updated_at"?: string;
                    "user_id"?: string | null;
                    "workflow_id"?: string | null;
                };
                Relationships: [
                    {
                        foreignKeyName: "budgets_of_prompt";
                        columns: [
                            "tenant_id",
                            "prompt_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "prompts";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "budgets_of_workflow";
                        columns: [
                            "tenant_id",
                            "workflow_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "workflows";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "budgets_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "budgets_user_id_fkey";
                        columns: [
                            "user_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "business_ideas": {
                Row: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string;
                    "id": string;
                    "status": Database["public"]['Enums']["idea_status"];
                    "tenant_id": string;
                    "title": string;
                    "updated_at": string;
                    "user_id": string;
                };
                ComputedFields: never;
                Insert: {
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "description": string;
                    "id"?: string;
                    "status"?: Database["public"]['Enums']["idea_status"];
                    "tenant_id"?: string;
                    "title": string;
                    "updated_at"?: string;
                    "user_id"?: string;
                };
                Update: {
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "description"?: string;
                    "id"?: string;
                    "status"?: Database["public"]['Enums']["idea_status"];
                    "tenant_id"?: string;
                    "title"?: string;
                    "updated_at"?: string;
                    "user_id"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "business_ideas_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "business_ideas_user_id_fkey";
                        columns: [
                            "user_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "comment_threads": {
                Row: {
                    "created_at": string;
                    "document_id": string;
                    "id": string;
                    "position": NonNullable<Json>;
                    "project_id": string;
                    "resolved_at": string | null;
                    "resolved_by": string | null;
                    "status": Database["public"]['Enums']["comment_status"];
                    "tenant_id": string;
                    "updated_at": string;
                };
                ComputedFields: never;
                Insert: {
                    "created_at"?: string;
                    "document_id": string;
                    "id"?: string;
                    "position": NonNullable<Json>;
                    "project_id": string;
                    "resolved_at"?: string | null;
                    "resolved_by"?: string | null;
                    "status"?: Database["public"]['Enums']["comment_status"];
                    "tenant_id": string;
                    "updated_at"?: string;
                };
                Update: {
                    "created_at"?: string;
                    "document_id"?: string;
                    "id"?: string;
                    "position"?: NonNullable<Json>;
                    "project_id"?: string;
                    "resolved_at"?: string | null;
                    "resolved_by"?: string | null;
                    "status"?: Database["public"]['Enums']["comment_status"];
                    "tenant_id"?: string;
                    "updated_at"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "comment_threads_belong_to_document";
                        columns: [
                            "tenant_id",
                            "document_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "specification_documents";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "comment_threads_belong_to_project";
                        columns: [
                            "tenant_id",
                            "project_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "specification_projects";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "comment_threads_resolved_by_fkey";
                        columns: [
                            "resolved_by"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "comment_threads_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "comments": {
                Row: {
                    "author_id": string;
                    "content": string;
                    "created_at": string;
                    "edited_at": string | null;
                    "id": string;
                    "project_id": string;
                    "tenant_id": string;
                    "thread_id": string;
                };
                ComputedFields: never;
                Insert: {
                    "author_id"?: string;
                    "content": string;
                    "created_at"?: string;
                    "edited_at"?: string | null;
                    "id"?: string;
                    "project_id": string;
                    "tenant_id"?: string;
                    "thread_id": string;
                };
                Update: {
                    "author_id"?: string;
                    "content"?: string;
                    "created_at"?: string;
                    "edited_at"?: string | null;
                    "id"?: string;
                    "project_id"?: string;
                    "tenant_id"?: string;
                    "thread_id"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "comments_author_id_fkey";
                        columns: [
                            "author_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "comments_belong_to_project";
                        columns: [
                            "tenant_id",
                            "project_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "specification_projects";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "comments_belong_to_thread";
                        columns: [
                            "tenant_id",
                            "thread_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "comment_threads";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "comments_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "cost_tracking": {
                Row: {
                    "cache_read_tokens": number;
                    "cache_write_tokens": number;
                    "corrects_id": string | null;
                    "cost_usd": number | null;
                    "created_at": string;
                    "error": string | null;
                    "id": string;
                    "input_tokens": number;
                    "is_estimate": boolean;
                    "key_source": Database["public"]['Enums']["key_source"];
                    "kind": Database["public"]['Enums']["call_kind"];
                    "latency_ms": number | null;
                    "model": string;
                    "outcome": Database["public"]['Enums']["call_outcome"];
                    "output_tokens": number;
                    "price_source": Database["public"]['Enums']["price_source"];
                    "price_version": string;
                    "prompt_id": string | null;
                    "provider": string;
                    "purpose": Database["public"]['Enums']["cost_purpose"];
                    "reference_created_at": string | null;
                    "reference_id": string;
                    "started_at": string;
                    "tenant_id": string;
                    "user_id": string | null;
                    "workflow_id": string | null;
                };
                ComputedFields: never;
                Insert: {
                    "cache_read_tokens"?: number;
                    "cache_write_tokens"?: number;
                    "corrects_id"?: string | null;
                    "cost_usd"?: number | null;
                    "created_at"?: string;
                    "error"?: string | null;
                    "id"?: string;
                    "input_tokens"?: number;
                    "is_estimate"?: boolean;
                    "key_source"?: Database["public"]['Enums']["key_source"];
                    "kind": Database["public"]['Enums']["call_kind"];
                    "latency_ms"?: number | null;
                    "model": string;
                    "outcome": Database["public"]['Enums']["call_outcome"];
                    "output_tokens"?: number;
                    "price_source": Database["public"]['Enums']["price_source"];
                    "price_version"?: string;
                    "prompt_id"?: string | null;
                    "provider": string;
                    "purpose": Database["public"]['Enums']["cost_purpose"];
                    "reference_created_at"?: string | null;
                    "reference_id": string;
                    "started_at": string;
                    "tenant_id": string;
                    "user_id"?: string | null;
                    "workflow_id"?: string | null;
                };
                Update: {
                    "cache_read_tokens"?: number;
                    "cache_write_tokens"?: number;
                    "corrects_id"?: string | null;
                    "cost_usd"?: number | null;
                    "created_at"?: string;
                    "error"?: string | null;
                    "id"?: string;
                    "input_tokens"?: number;
                    "is_estimate"?: boolean;
                    "key_source"?: Database["public"]['Enums']["key_source"];
                    "kind"?: Database["public"]['Enums']["call_kind"];
                    "latency_ms"?: number | null;
                    "model"?: string;
                    "outcome"?: Database["public"]['Enums']["call_outcome"];
                    "output_tokens"?: number;
                    "price_source"?: Database["public"]['Enums']["price_source"];
                    "price_version"?: string;
                    "prompt_id"?: string | null;
                    "provider"?: string;
                    "purpose"?: Database["public"]['Enums']["cost_purpose"];
                    "reference_created_at"?: string | null;
                    "reference_id"?: string;
                    "started_at"?: string;
                    "tenant_id"?: string;
                    "user_id"?: string | null;
                    "workflow_id"?: string | null;
                };
                Relationships: [
                ];
            };
            "deployments": {
                Row: {
                    "agent_id": string | null;
                    "allocated_cpu_shares": number;
                    "allocated_memory_mb": number;
                    "avg_response_time_ms": number;
                    "config": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "deployed_at": string | null;
                    "description": string | null;
                    "endpoint_url": string | null;
                    "environment": Database["public"]['Enums']["environment_tier"];
                    "environment_variable_names": (string)[];
                    "health_status": Database["public"]['Enums']["health_status"];
                    "id": string;
                    "last_health_check_at": string | null;
                    "name": string;
                    "status": Database["public"]['Enums']["deployment_status"];
                    "tenant_id": string;
                    "total_errors": number;
                    "total_requests": number;
                    "updated_at": string;
                    "user_id": string;
                    "workflow_id": string | null;
                };
                ComputedFields: never;
                Insert: {
                    "agent_id"?: string | null;
                    "allocated_cpu_shares"?: number;
                    "allocated_memory_mb"?: number;
                    "avg_response_time_ms"?: number;
                    "config"?: NonNullable<Json>;
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "deployed_at"?: string | null;
                    "description"?: string | null;
                    "endpoint_url"?: string | null;
                    "environment"?: Database["public"]['Enums']["environment_tier"];
                    "environment_variable_names"?: (string)[];
                    "health_status"?: Database["public"]['Enums']["health_status"];
                    "id"?: string;
                    "last_health_check_at"?: string | null;
                    "name": string;
                    "status"?: Database["public"]['Enums']["deployment_status"];
                    "tenant_id"?: string;
                    "total_errors"?: number;
                    "total_requests"?: number;
                    "updated_at"?: string;
                    "user_id"?: string;
                    "workflow_id"?: string | null;
                };
                Update: {
                    "agent_id"?: string | null;
                    "allocated_cpu_shares"?: number;
                    "allocated_memory_mb"?: number;
                    "avg_response_time_ms"?: number;
                    "config"?: NonNullable<Json>;
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "deployed_at"?: string | null;
                    "description"?: string | null;
                    "endpoint_url"?: string | null;
                    "environment"?: Database["public"]['Enums']["environment_tier"];
                    "environment_variable_names"?: (string)[];
                    "health_status"?: Database["public"]['Enums']["health_status"];
                    "id"?: string;
                    "last_health_check_at"?: string | null;
                    "name"?: string;
                    "status"?: Database["public"]['Enums']["deployment_status"];
                    "tenant_id"?: string;
                    "total_errors"?: number;
                    "total_requests"?: number;
                    "updated_at"?: string;
                    "user_id"?: string;
                    "workflow_id"?: string | null;
                };
                Relationships: [
                    {
                        foreignKeyName: "deployments_deploy_agent";
                        columns: [
                            "tenant_id",
                            "agent_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "agents";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "deployments_deploy_workflow";
                        columns: [
                            "tenant_id",
                            "workflow_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "workflows";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "deployments_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "deployments_user_id_fkey";
                        columns: [
                            "user_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "divergence_alerts": {
                Row: {
                    "actual": NonNullable<Json>;
                    "component": string;
                    "created_at": string;
                    "detected_at": string;
                    "expected": NonNullable<Json>;
                    "id": string;
                    "resolved_at": string | null;
                    "severity": Database["public"]['Enums']["divergence_severity"];
                    "tenant_id": string;
                    "updated_at": string;
                    "venture_id": string;
                };
                ComputedFields: never;
                Insert: {
                    "actual": NonNullable<Json>;
                    "component": string;
                    "created_at"?: string;
                    "detected_at"?: string;
                    "expected": NonNullable<Json>;
                    "id"?: string;
                    "resolved_at"?: string | null;
                    "severity": Database["public"]['Enums']["divergence_severity"];
                    "tenant_id": string;
                    "updated_at"?: string;
                    "venture_id": string;
                };
                Update: {
                    "actual"?: NonNullable<Json>;
                    "component"?: string;
                    "created_at"?: string;
                    "detected_at"?: string;
                    "expected"?: NonNullable<Json>;
                    "id"?: string;
                    "resolved_at"?: string | null;
                    "severity"?: Database["public"]['Enums']["divergence_severity"];
                    "tenant_id"?: string;
                    "updated_at"?: string;
                    "venture_id"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "divergence_alerts_belong_to_venture";
                        columns: [
                            "tenant_id",
                            "venture_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "ventures";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "divergence_alerts_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "document_versions": {
                Row: {
                    "content": string;
                    "created_at": string;
                    "created_by": string;
                    "document_id": string;
                    "id": string;
                    "project_id": string;
                    "tenant_id": string;
                    "version": number;
                };
                ComputedFields: never;
                Insert: {
                    "content": string;
                    "created_at"?: string;
                    "created_by": string;
                    "document_id": string;
                    "id"?: string;
                    "project_id": string;
                    "tenant_id": string;
                    "version": number;
                };
                Update: {
                    "content"?: string;
                    "created_at"?: string;
                    "created_by"?: string;
                    "document_id"?: string;
                    "id"?: string;
                    "project_id"?: string;
                    "tenant_id"?: string;
                    "version"?: number;
                };
                Relationships: [
                    {
                        foreignKeyName: "document_versions_belong_to_document";
                        columns: [
                            "tenant_id",
                            "document_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "specification_documents";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "document_versions_belong_to_project";
                        columns: [
                            "tenant_id",
                            "project_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "specification_projects";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "document_versions_created_by_fkey";
                        columns: [
                            "created_by"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "document_versions_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "evaluations": {
                Row: {
                    "business_idea_id": string;
                    "completed_at": string | null;
                    "created_at": string;
                    "created_by": string;
                    "error_message": string | null;
                    "id": string;
                    "priority": Database["public"]['Enums']["evaluation_priority"];
                    "results": Json | null;
                    "score": number | null;
                    "started_at": string | null;
                    "status": Database["public"]['Enums']["evaluation_status"];
                    "tenant_id": string;
                    "updated_at": string;
                };
                ComputedFields: never;
                Insert: {
                    "business_idea_id": string;
                    "completed_at"?: string | null;
                    "created_at"?: string;
                    "created_by": string;
                    "error_message"?: string | null;
                    "id"?: string;
                    "priority"?: Database["public"]['Enums']["evaluation_priority"];
                    "results"?: Json | null;
                    "score"?: never;
                    "started_at"?: string | null;
                    "status"?: Database["public"]['Enums']["evaluation_status"];
                    "tenant_id": string;
                    "updated_at"?: string;
                };
                Update: {
                    "business_idea_id"?: string;
                    "completed_at"?: string | null;
                    "created_at"?: string;
                    "created_by"?: string;
                    "error_message"?: string | null;
                    "id"?: string;
                    "priority"?: Database["public"]['Enums']["evaluation_priority"];
                    "results"?: Json | null;
                    "score"?: never;
                    "started_at"?: string | null;
                    "status"?: Database["public"]['Enums']["evaluation_status"];
                    "tenant_id"?: string;
                    "updated_at"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "evaluations_belong_to_idea";
                        columns: [
                            "tenant_id",
                            "business_idea_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "business_ideas";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "evaluations_created_by_fkey";
                        columns: [
                            "created_by"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "evaluations_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "execution_logs": {
                Row: {
                    "execution_id": string;
                    "id": string;
                    "level": Database["public"]['Enums']["log_level"];
                    "message": string;
                    "metadata": Json | null;
                    "tenant_id": string;
                    "timestamp": string;
                };
                ComputedFields: never;
                Insert: {
                    "execution_id": string;
                    "id"?: string;
                    "level"?: Database["public"]['Enums']["log_level"];
                    "message": string;
                    "metadata"?: Json | null;
                    "tenant_id": string;
                    "timestamp"?: string;
                };
                Update: {
                    "execution_id"?: string;
                    "id"?: string;
                    "level"?: Database["public"]['Enums']["log_level"];
                    "message"?: string;
                    "metadata"?: Json | null;
                    "tenant_id"?: string;
                    "timestamp"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "execution_logs_belong_to_execution";
                        columns: [
                            "tenant_id",
                            "execution_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "executions";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "execution_logs_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "executions": {
                Row: {
                    "api_key_id": string | null;
                    "cancel_requested_at": string | null;
                    "completed_at": string | null;
                    "context": Json | null;
                    "cost_is_complete": boolean;
                    "cost_usd": number | null;
                    "created_at": string;
                    "edge_function_id": string | null;
                    "error": Json | null;
                    "id": string;
                    "idempotency_hash": string | null;
                    "idempotency_key": string | null;
                    "inputs": NonNullable<Json>;
                    "latency_ms": number | null;
                    "lease_expires_at": string | null;
                    "lease_id": string | null;
                    "model": string | null;
                    "output": string | null;
                    "priority": Database["public"]['Enums']["execution_priority"];
                    "prompt_id": string;
                    "prompt_version": number;
                    "queued_at": string | null;
                    "started_at": string | null;
                    "status": Database["public"]['Enums']["execution_status"];
                    "tenant_id": string;
                    "token_usage": Json | null;
                    "updated_at": string;
                    "user_id": string;
                    "validated_output": Json | null;
                    "validation_results": Json | null;
                    "validation_status": Database["public"]['Enums']["validation_status"];
                    "model_calls": {
                        "cache_read_tokens": number;
                        "cache_write_tokens": number;
                        "corrects_id": string | null;
                        "cost_usd": number | null;
                        "created_at": string;
                        "error": string | null;
                        "id": string;
                        "input_tokens": number;
                        "is_estimate": boolean;
                        "key_source": Database["public"]['Enums']["key_source"];
                        "kind": Database["public"]['Enums']["call_kind"];
                        "latency_ms": number | null;
                        "model": string;
                        "outcome": Database["public"]['Enums']["call_outcome"];
                        "output_tokens": number;
                        "price_source": Database["public"]['Enums']["price_source"];
                        "price_version": string;
                        "prompt_id": string | null;
                        "provider": string;
                        "purpose": Database["public"]['Enums']["cost_purpose"];
                        "reference_created_at": string | null;
                        "reference_id": string;
                        "started_at": string;
                        "tenant_id": string;
                        "user_id": string | null;
                        "workflow_id": string | null;
                    } | null;
                };
                ComputedFields: "model_calls";
                Insert: {
                    "api_key_id"?: string | null;
                    "cancel_requested_at"?: string | null;
                    "completed_at"?: string | null;
                    "context"?: Json | null;
                    "cost_is_complete"?: boolean;
                    "cost_usd"?: number | null;
                    "created_at"?: string;
                    "edge_function_id"?: string | null;
                    "error"?: Json | null;
                    "id"?: string;
                    "idempotency_hash"?: string | null;
                    "idempotency_key"?: string | null;
                    "inputs": NonNullable<Json>;
                    "latency_ms"?: number | null;
                    "lease_expires_at"?: string | null;
                    "lease_id"?: string | null;
                    "model"?: string | null;
                    "output"?: string | null;
                    "priority"?: Database["public"]['Enums']["execution_priority"];
                    "prompt_id": string;
                    "prompt_version": number;
                    "queued_at"?: string | null;
                    "started_at"?: string | null;
                    "status"?: Database["public"]['Enums']["execution_status"];
                    "tenant_id": string;
                    "token_usage"?: Json | null;
                    "updated_at"?: string;
                    "user_id": string;
                    "validated_output"?: Json | null;
                    "validation_results"?: Json | null;
                    "validation_status"?: Database["public"]['Enums']["validation_status"];
                };
                Update: {
                    "api_key_id"?: string | null;
                    "cancel_requested_at"?: string | null;
                    "completed_at"?: string | null;
                    "context"?: Json | null;
                    "cost_is_complete"?: boolean;
                    "cost_usd"?: number | null;
                    "created_at"?: string;
                    "edge_function_id"?: string | null;
                    "error"?: Json | null;
                    "id"?: string;
                    "idempotency_hash"?: string | null;
                    "idempotency_key"?: string | null;
                    "inputs"?: NonNullable<Json>;
                    "latency_ms"?: number | null;
                    "lease_expires_at"?: string | null;
                    "lease_id"?: string | null;
                    "model"?: string | null;
                    "output"?: string | null;
                    "priority"?: Database["public"]['Enums']["execution_priority"];
                    "prompt_id"?: string;
                    "prompt_version"?: number;
                    "queued_at"?: string | null;
                    "started_at"?: string | null;
                    "status"?: Database["public"]['Enums']["execution_status"];
                    "tenant_id"?: string;
                    "token_usage"?: Json | null;
                    "updated_at"?: string;
                    "user_id"?: string;
                    "validated_output"?: Json | null;
                    "validation_results"?: Json | null;
                    "validation_status"?: Database["public"]['Enums']["validation_status"];
                };
                Relationships: [
                    {
                        foreignKeyName: "executions_belong_to_prompt";
                        columns: [
                            "tenant_id",
                            "prompt_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "prompts";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "executions_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "executions_user_id_fkey";
                        columns: [
                            "user_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "invitations": {
                Row: {
                    "accepted_at": string | null;
                    "accepted_by": string | null;
                    "created_at": string;
                    "created_by": string;
                    "email": string;
                    "expires_at": string;
                    "id": string;
                    "revoked_at": string | null;
                    "role": Database["public"]['Enums']["tenant_role"];
                    "tenant_id": string;
                    "updated_at": string;
                };
                ComputedFields: never;
                Insert: {
                    "accepted_at"?: string | null;
                    "accepted_by"?: string | null;
                    "created_at"?: string;
                    "created_by": string;
                    "email": string;
                    "expires_at"?: string;
                    "id"?: string;
                    "revoked_at"?: string | null;
                    "role": Database["public"]['Enums']["tenant_role"];
                    "tenant_id": string;
                    "updated_at"?: string;
                };
                Update: {
                    "accepted_at"?: string | null;
                    "accepted_by"?: string | null;
                    "created_at"?: string;
                    "created_by"?: string;
                    "email"?: string;
                    "expires_at"?: string;
                    "id"?: string;
                    "revoked_at"?: string | null;
                    "role"?: Database["public"]['Enums']["tenant_role"];
                    "tenant_id"?: string;
                    "updated_at"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "invitations_accepted_by_fkey";
                        columns: [
                            "accepted_by"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "invitations_created_by_fkey";
                        columns: [
                            "created_by"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "invitations_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "learning_modules": {
                Row: {
                    "content": NonNullable<Json>;
                    "created_at": string;
                    "description": string;
                    "difficulty": Database["public"]['Enums']["difficulty_level"];
                    "estimated_duration": number;
                    "exercises": NonNullable<Json>;
                    "id": string;
                    "is_published": boolean;
                    "phase": Database["public"]['Enums']["specification_phase"] | null;
                    "slug": string;
                    "tenant_id": string;
                    "title": string;
                    "updated_at": string;
                };
                ComputedFields: never;
                Insert: {
                    "content"?: NonNullable<Json>;
                    "created_at"?: string;
                    "description": string;
                    "difficulty": Database["public"]['Enums']["difficulty_level"];
                    "estimated_duration": number;
                    "exercises"?: NonNullable<Json>;
                    "id"?: string;
                    "is_published"?: boolean;
                    "phase"?: Database["public"]['Enums']["specification_phase"] | null;
                    "slug": string;
                    "tenant_id"?: string;
                    "title": string;
                    "updated_at"?: string;
                };
                Update: {
                    "content"?: NonNullable<Json>;
                    "created_at"?: string;
                    "description"?: string;
                    "difficulty"?: Database["public"]['Enums']["difficulty_level"];
                    "estimated_duration"?: number;
                    "exercises"?: NonNullable<Json>;
                    "id"?: string;
                    "is_published"?: boolean;
                    "phase"?: Database["public"]['Enums']["specification_phase"] | null;
                    "slug"?: string;
                    "tenant_id"?: string;
                    "title"?: string;
                    "updated_at"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "learning_modules_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "module_prerequisites": {
                Row: {
                    "created_at": string;
                    "id": string;
                    "module_id": string;
                    "prerequisite_id": string;
                    "prerequisite_tenant_id": string;
                    "tenant_id": string;
                };
                ComputedFields: never;
                Insert: {
                    "created_at"?: string;
                    "id"?: string;
                    "module_id": string;
                    "prerequisite_id": string;
                    "prerequisite_tenant_id": string;
                    "tenant_id"?: string;
                };
                Update: {
                    "created_at"?: string;
                    "id"?: string;
                    "module_id"?: string;
                    "prerequisite_id"?: string;
                    "prerequisite_tenant_id"?: string;
                    "tenant_id"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "module_prerequisites_belong_to_module";
                        columns: [
                            "tenant_id",
                            "module_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "learning_modules";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "module_prerequisites_name_a_module";
                        columns: [
                            "prerequisite_tenant_id",
                            "prerequisite_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "learning_modules";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "module_prerequisites_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "personas": {
                Row: {
                    "attributes": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "evidence_tier": Database["public"]['Enums']["evidence_tier"];
                    "frustrations": (string)[];
                    "goals": (string)[];
                    "id": string;
                    "name": string;
                    "occupation": string | null;
                    "summary": string | null;
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                    "venture_id": string;
                };
                ComputedFields: never;
                Insert: {
                    "attributes"?: NonNullable<Json>;
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "evidence_tier"?: Database["public"]['Enums']["evidence_tier"];
                    "frustrations"?: (string)[];
                    "goals"?: (string)[];
                    "id"?: string;
                    "name": string;
                    "occupation"?: string | null;
                    "summary"?: string | null;
                    "tenant_id"?: string;
                    "updated_at"?: string;
                    "user_id"?: string;
                    "venture_id": string;
                };
                Update: {
                    "attributes"?: NonNullable<Json>;
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "evidence_tier"?: Database["public"]['Enums']["evidence_tier"];
                    "frustrations"?: (string)[];
                    "goals"?: (string)[];
                    "id"?: string;
                    "name"?: string;
                    "occupation"?: string | null;
                    "summary"?: string | null;
                    "tenant_id"?: string;
                    "updated_at"?: string;
                    "user_id"?: string;
                    "venture_id"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "personas_belong_to_venture";
                        columns: [
                            "tenant_id",
                            "venture_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "ventures";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "personas_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "personas_user_id_fkey";
                        columns: [
                            "user_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "prompt_versions": {
                Row: {
                    "change_log": string | null;
                    "created_at": string;
                    "created_by": string;
                    "fallback_model": string | null;
                    "id": string;
                    "model": string | null;
                    "parameters": NonNullable<Json>;
                    "prompt_id": string;
                    "template": string;
                    "tenant_id": string;
                    "validations": NonNullable<Json>;
                    "variables": NonNullable<Json>;
                    "version": number;
                };
                ComputedFields: never;
                Insert: {
                    "change_log"?: string | null;
                    "created_at"?: string;
                    "created_by": string;
                    "fallback_model"?: string | null;
                    "id"?: string;
                    "model"?: string | null;
                    "parameters": NonNullable<Json>;
                    "prompt_id": string;
                    "template": string;
                    "tenant_id": string;
                    "validations": NonNullable<Json>;
                    "variables": NonNullable<Json>;
                    "version": number;
                };
                Update: {
                    "change_log"?: string | null;
                    "created_at"?: string;
                    "created_by"?: string;
                    "fallback_model"?: string | null;
                    "id"?: string;
                    "model"?: string | null;
                    "parameters"?: NonNullable<Json>;
                    "prompt_id"?: string;
                    "template"?: string;
                    "tenant_id"?: string;
                    "validations"?: NonNullable<Json>;
                    "variables"?: NonNullable<Json>;
                    "version"?: number;
                };
                Relationships: [
                    {
                        foreignKeyName: "prompt_versions_belong_to_prompt";
                        columns: [
                            "tenant_id",
                            "prompt_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "prompts";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "prompt_versions_created_by_fkey";
                        columns: [
                            "created_by"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "prompt_versions_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "prompts": {
                Row: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string | null;
                    "fallback_model": string | null;
                    "id": string;
                    "model": string | null;
                    "name": string;
                    "parameters": NonNullable<Json>;
                    "published_at": string | null;
                    "published_version": number | null;
                    "status": Database["public"]['Enums']["prompt_status"];
                    "tags": (string)[];
                    "template": string;
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                    "variables": NonNullable<Json>;
                    "version": number;
                };
                ComputedFields: never;
                Insert: {
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "description"?: string | null;
                    "fallback_model"?: string | null;
                    "id"?: string;
                    "model"?: string | null;
                    "name": string;
                    "parameters"?: NonNullable<Json>;
                    "published_at"?: string | null;
                    "published_version"?: number | null;
                    "status"?: Database["public"]['Enums']["prompt_status"];
                    "tags"?: (string)[];
                    "template": string;
                    "tenant_id"?: string;
                    "updated_at"?: string;
                    "user_id"?: string;
                    "variables"?: NonNullable<Json>;
                    "version"?: number;
                };
                Update: {
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "description"?: string | null;
                    "fallback_model"?: string | null;
                    "id"?: string;
                    "model"?: string | null;
                    "name"?: string;
                    "parameters"?: NonNullable<Json>;
                    "published_at"?: string | null;
                    "published_version"?: number | null;
                    "status"?: Database["public"]['Enums']["prompt_status"];
                    "tags"?: (string)[];
                    "template"?: string;
                    "tenant_id"?: string;
                    "updated_at"?: string;
                    "user_id"?: string;
                    "variables"?: NonNullable<Json>;
                    "version"?: number;
                };
                Relationships: [
                    {
                        foreignKeyName: "prompts_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "prompts_user_id_fkey";
                        columns: [
                            "user_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "provider_keys": {
                Row: {
                    "created_at": string;
                    "created_by": string;
                    "id": string;
                    "label": string | null;
                    "last_characters": string;
                    "last_refused_at": string | null;
                    "provider": string;
                    "revoked_at": string | null;
                    "revoked_by": string | null;
                    "tenant_id": string;
                    "updated_at": string;
                };
                ComputedFields: never;
                Insert: {
                    "created_at"?: string;
                    "created_by": string;
                    "id"?: string;
                    "label"?: string | null;
                    "last_characters": string;
                    "last_refused_at"?: string | null;
                    "provider": string;
                    "revoked_at"?: string | null;
                    "revoked_by"?: string | null;
                    "tenant_id": string;
                    "updated_at"?: string;
                };
                Update: {
                    "created_at"?: string;
                    "created_by"?: string;
                    "id"?: string;
                    "label"?: string | null;
                    "last_characters"?: string;
                    "last_refused_at"?: string | null;
                    "provider"?: string;
                    "revoked_at"?: string | null;
                    "revoked_by"?: string | null;
                    "tenant_id"?: string;
                    "updated_at"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "provider_keys_created_by_fkey";
                        columns: [
                            "created_by"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "provider_keys_revoked_by_fkey";
                        columns: [
                            "revoked_by"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "provider_keys_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "quality_gates": {
                Row: {
                    "calculated_at": string;
                    "criteria": NonNullable<Json>;
                    "gate_type": Database["public"]['Enums']["gate_type"];
                    "id": string;
                    "passed": boolean;
                    "score": number;
                    "tenant_id": string;
                    "threshold": number;
                    "venture_id": string;
                };
                ComputedFields: never;
                Insert: {
                    "calculated_at"?: string;
                    "criteria": NonNullable<Json>;
                    "gate_type": Database["public"]['Enums']["gate_type"];
                    "id"?: string;
                    "passed"?: never;
                    "score": number;
                    "tenant_id": string;
                    "threshold"?: never;
                    "venture_id": string;
                };
                Update: {
                    "calculated_at"?: string;
                    "criteria"?: NonNullable<Json>;
                    "gate_type"?: Database["public"]['Enums']["gate_type"];
                    "id"?: string;
                    "passed"?: never;
                    "score"?: number;
                    "tenant_id"?: string;
                    "threshold"?: never;
                    "venture_id"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "quality_gates_belong_to_venture";
                        columns: [
                            "tenant_id",
                            "venture_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "ventures";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "quality_gates_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "reactions": {
                Row: {
                    "comment_id": string;
                    "created_at": string;
                    "id": string;
                    "project_id": string;
                    "tenant_id": string;
                    "type": Database["public"]['Enums']["reaction_type"];
                    "user_id": string;
                };
                ComputedFields: never;
                Insert: {
                    "comment_id": string;
                    "created_at"?: string;
                    "id"?: string;
                    "project_id": string;
                    "tenant_id"?: string;
                    "type": Database["public"]['Enums']["reaction_type"];
                    "user_id"?: string;
                };
                Update: {
                    "comment_id"?: string;
                    "created_at"?: string;
                    "id"?: string;
                    "project_id"?: string;
                    "tenant_id"?: string;
                    "type"?: Database["public"]['Enums']["reaction_type"];
                    "user_id"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "reactions_belong_to_comment";
                        columns: [
                            "tenant_id",
                            "comment_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "comments";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "reactions_belong_to_project";
                        columns: [
                            "tenant_id",
                            "project_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "specification_projects";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "reactions_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "reactions_user_id_fkey";
                        columns: [
                            "user_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "requirements": {
                Row: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string;
                    "evidence_tier": Database["public"]['Enums']["evidence_tier"];
                    "evidence_url": string | null;
                    "id": string;
                    "is_critical": boolean;
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                    "venture_id": string;
                };
                ComputedFields: never;
                Insert: {
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "description": string;
                    "evidence_tier"?: Database["public"]['Enums']["evidence_tier"];
                    "evidence_url"?: string | null;
                    "id"?: string;
                    "is_critical"?: boolean;
                    "tenant_id"?: string;
                    "updated_at"?: string;
                    "user_id"?: string;
                    "venture_id": string;
                };
                Update: {
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "description"?: string;
                    "evidence_tier"?: Database["public"]['Enums']["evidence_tier"];
                    "evidence_url"?: string | null;
                    "id"?: string;
                    "is_critical"?: boolean;
                    "tenant_id"?: string;
                    "updated_at"?: string;
                    "user_id"?: string;
                    "venture_id"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "requirements_belong_to_venture";
                        columns: [
                            "tenant_id",
                            "venture_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "ventures";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "requirements_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "requirements_user_id_fkey";
                        columns: [
                            "user_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "specification_documents": {
                Row: {
                    "content": string;
                    "created_at": string;
                    "id": string;
                    "metadata": NonNullable<Json>;
                    "phase": Database["public"]['Enums']["specification_phase"];
                    "project_id": string;
                    "status": Database["public"]['Enums']["document_status"];
                    "tenant_id": string;
                    "updated_at": string;
                    "version": number;
                };
                ComputedFields: never;
                Insert: {
                    "content": string;
                    "created_at"?: string;
                    "id"?: string;
                    "metadata"?: NonNullable<Json>;
                    "phase": Database["public"]['Enums']["specification_phase"];
                    "project_id": string;
                    "status"?: Database["public"]['Enums']["document_status"];
                    "tenant_id"?: string;
                    "updated_at"?: string;
                    "version"?: number;
                };
                Update: {
                    "content"?: string;
                    "created_at"?: string;
                    "id"?: string;
                    "metadata"?: NonNullable<Json>;
                    "phase"?: Database["public"]['Enums']["specification_phase"];
                    "project_id"?: string;
                    "status"?: Database["public"]['Enums']["document_status"];
                    "tenant_id"?: string;
                    "updated_at"?: string;
                    "version"?: number;
                };
                Relationships: [
                    {
                        foreignKeyName: "specification_documents_belong_to_project";
                        columns: [
                            "tenant_id",
                            "project_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "specification_projects";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "specification_documents_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "specification_projects": {
                Row: {
                    "created_at": string;
                    "current_phase": Database["public"]['Enums']["specification_phase"];
                    "deleted_at": string | null;
                    "description": string | null;
                    "id": string;
                    "name": string;
                    "owner_id": string;
                    "settings": NonNullable<Json>;
                    "status": Database["public"]['Enums']["project_status"];
                    "tenant_id": string;
                    "updated_at": string;
                };
                ComputedFields: never;
                Insert: {
                    "created_at"?: string;
                    "current_phase"?: Database["public"]['Enums']["specification_phase"];
                    "deleted_at"?: string | null;
                    "description"?: string | null;
                    "id"?: string;
                    "name": string;
                    "owner_id"?: string;
                    "settings"?: NonNullable<Json>;
                    "status"?: Database["public"]['Enums']["project_status"];
                    "tenant_id"?: string;
                    "updated_at"?: string;
                };
                Update: {
                    "created_at"?: string;
                    "current_phase"?: Database["public"]['Enums']["specification_phase"];
                    "deleted_at"?: string | null;
                    "description"?: string | null;
                    "id"?: string;
                    "name"?: string;
                    "owner_id"?: string;
                    "settings"?: NonNullable<Json>;
                    "status"?: Database["public"]['Enums']["project_status"];
                    "tenant_id"?: string;
                    "updated_at"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "specification_projects_owner_id_fkey";
                        columns: [
                            "owner_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "specification_projects_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "team_members": {
                Row: {
                    "created_at": string;
                    "id": string;
                    "project_id": string;
                    "role": Database["public"]['Enums']["team_role"];
                    "status": Database["public"]['Enums']["team_member_status"];
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                };
                ComputedFields: never;
                Insert: {
                    "created_at"?: string;
                    "id"?: string;
                    "project_id": string;
                    "role"?: Database["public"]['Enums']["team_role"];
                    "status"?: Database["public"]['Enums']["team_member_status"];
                    "tenant_id": string;
                    "updated_at"?: string;
                    "user_id": string;
                };
                Update: {
                    "created_at"?: string;
                    "id"?: string;
                    "project_id"?: string;
                    "role"?: Database["public"]['Enums']["team_role"];
                    "status"?: Database["public"]['Enums']["team_member_status"];
                    "tenant_id"?: string;
                    "updated_at"?: string;
                    "user_id"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "team_members_belong_to_project";
                        columns: [
                            "tenant_id",
                            "project_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "specification_projects";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "team_members_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "team_members_user_id_fkey";
                        columns: [
                            "user_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "telemetry": {
                Row: {
                    "component": string;
                    "id": string;
                    "metric": string;
                    "payload": Json | null;
                    "recorded_at": string;
                    "tenant_id": string;
                    "value": number | null;
                    "venture_id": string;
                };
                ComputedFields: never;
                Insert: {
                    "component": string;
                    "id"?: string;
                    "metric": string;
                    "payload"?: Json | null;
                    "recorded_at"?: string;
                    "tenant_id": string;
                    "value"?: number | null;
                    "venture_id": string;
                };
                Update: {
                    "component"?: string;
                    "id"?: string;
                    "metric"?: string;
                    "payload"?: Json | null;
                    "recorded_at"?: string;
                    "tenant_id"?: string;
                    "value"?: number | null;
                    "venture_id"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "telemetry_belongs_to_venture";
                        columns: [
                            "tenant_id",
                            "venture_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "ventures";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "telemetry_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "template_ratings": {
                Row: {
                    "created_at": string;
                    "id": string;
                    "rating": number;
                    "template_id": string;
                    "template_tenant_id": string;
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                };
                ComputedFields: never;
                Insert: {
                    "created_at"?: string;
                    "id"?: string;
                    "rating": number;
                    "template_id": string;
                    "template_tenant_id": string;
                    "tenant_id"?: string;
                    "updated_at"?: string;
                    "user_id"?: string;
                };
                Update: {
                    "created_at"?: string;
                    "id"?: string;
                    "rating"?: number;
                    "template_id"?: string;
                    "template_tenant_id"?: string;
                    "tenant_id"?: string;
                    "updated_at"?: string;
                    "user_id"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "template_ratings_rate_template";
                        columns: [
                            "template_tenant_id",
                            "template_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "templates";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "template_ratings_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "template_ratings_user_id_fkey";
                        columns: [
                            "user_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "templates": {
                Row: {
                    "category": string;
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string | null;
                    "id": string;
                    "is_official": boolean;
                    "is_public": boolean;
                    "name": string;
                    "rating_average": number;
                    "rating_count": number;
                    "rating_total": number;
                    "tags": (string)[];
                    "template_data": NonNullable<Json>;
                    "tenant_id": string;
                    "type": Database["public"]['Enums']["template_type"];
                    "updated_at": string;
                    "usage_count": number;
                    "user_id": string | null;
                };
                ComputedFields: never;
                Insert: {
                    "category": string;
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "description"?: string | null;
                    "id"?: string;
                    "is_official"?: boolean;
                    "is_public"?: boolean;
                    "name": string;
                    "rating_average"?: never;
                    "rating_count"?: number;
                    "rating_total"?: number;
                    "tags"?: (string)[];
                    "template_data": NonNullable<Json>;
                    "tenant_id"?: string;
                    "type": Database["public"]['Enums']["template_type"];
                    "updated_at"?: string;
                    "usage_count"?: number;
                    "user_id"?: string | null;
                };
                Update: {
                    "category"?: string;
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "description"?: string | null;
                    "id"?: string;
                    "is_official"?: boolean;
                    "is_public"?: boolean;
                    "name"?: string;
                    "rating_average"?: never;
                    "rating_count"?: number;
                    "rating_total"?: number;
                    "tags"?: (string)[];
                    "template_data"?: NonNullable<Json>;
                    "tenant_id"?: string;
                    "type"?: Database["public"]['Enums']["template_type"];
                    "updated_at"?: string;
                    "usage_count"?: number;
                    "user_id"?: string | null;
                };
                Relationships: [
                    {
                        foreignKeyName: "templates_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "templates_user_id_fkey";
                        columns: [
                            "user_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "tenants": {
                Row: {
                    "agent_checkpoints_kept_days": number | null;
                    "api_keys_limit": number | null;
                    "created_at": string;
                    "deleted_at": string | null;
                    "execution_logs_kept_days": number | null;
                    "id": string;
                    "name": string;
                    "personal_user_id": string | null;
                    "plan": Database["public"]['Enums']["user_plan"];
                    "queue_concurrency": number | null;
                    "requests_per_minute": number | null;
                    "telemetry_kept_days": number | null;
                    "time_zone": string;
                    "tokens_per_minute": number | null;
                    "updated_at": string;
                    "webhook_deliveries_kept_days": number | null;
                    "workflow_execution_logs_kept_days": number | null;
                };
                ComputedFields: never;
                Insert: {
                    "agent_checkpoints_kept_days"?: number | null;
                    "api_keys_limit"?: number | null;
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "execution_logs_kept_days"?: number | null;
                    "id"?: string;
                    "name": string;
                    "personal_user_id"?: string | null;
                    "plan"?: Database["public"]['Enums']["user_plan"];
                    "queue_concurrency"?: number | null;
                    "requests_per_minute"?: number | null;
                    "telemetry_kept_days"?: number | null;
                    "time_zone"?: string;
                    "tokens_per_minute"?: number | null;
                    "updated_at"?: string;
                    "webhook_deliveries_kept_days"?: number | null;
                    "workflow_execution_logs_kept_days"?: number | null;
                };
                Update: {
                    "agent_checkpoints_kept_days"?: number | null;
                    "api_keys_limit"?: number | null;
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "execution_logs_kept_days"?: number | null;
                    "id"?: string;
                    "name"?: string;
                    "personal_user_id"?: string | null;
                    "plan"?: Database["public"]['Enums']["user_plan"];
                    "queue_concurrency"?: number | null;
                    "requests_per_minute"?: number | null;
                    "telemetry_kept_days"?: number | null;
                    "time_zone"?: string;
                    "tokens_per_minute"?: number | null;
                    "updated_at"?: string;
                    "webhook_deliveries_kept_days"?: number | null;
                    "workflow_execution_logs_kept_days"?: number | null;
                };
                Relationships: [
                    {
                        foreignKeyName: "tenants_personal_user_id_fkey";
                        columns: [
                            "personal_user_id"
                        ];
                        isOneToOne: true;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "user_progress": {
                Row: {
                    "completed_at": string | null;
                    "completed_lessons": (string)[];
                    "created_at": string;
                    "exercise_results": NonNullable<Json>;
                    "id": string;
                    "last_accessed": string | null;
                    "module_id": string;
                    "module_tenant_id": string;
                    "skill_assessments": NonNullable<Json>;
                    "status": Database["public"]['Enums']["progress_status"];
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                };
                ComputedFields: never;
                Insert: {
                    "completed_at"?: string | null;
                    "completed_lessons"?: (string)[];
                    "created_at"?: string;
                    "exercise_results"?: NonNullable<Json>;
                    "id"?: string;
                    "last_accessed"?: string | null;
                    "module_id": string;
                    "module_tenant_id": string;
                    "skill_assessments"?: NonNullable<Json>;
                    "status"?: Database["public"]['Enums']["progress_status"];
                    "tenant_id": string;
                    "updated_at"?: string;
                    "user_id": string;
                };
                Update: {
                    "completed_at"?: string | null;
                    "completed_lessons"?: (string)[];
                    "created_at"?: string;
                    "exercise_results"?: NonNullable<Json>;
                    "id"?: string;
                    "last_accessed"?: string | null;
                    "module_id"?: string;
                    "module_tenant_id"?: string;
                    "skill_assessments"?: NonNullable<Json>;
                    "status"?: Database["public"]['Enums']["progress_status"];
                    "tenant_id"?: string;
                    "updated_at"?: string;
                    "user_id"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "user_progress_is_of_a_module";
                        columns: [
                            "module_tenant_id",
                            "module_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "learning_modules";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "user_progress_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "user_progress_user_id_fkey";
                        columns: [
                            "user_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "user_roles": {
                Row: {
                    "created_at": string;
                    "role": Database["public"]['Enums']["tenant_role"];
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                };
                ComputedFields: never;
                Insert: {
                    "created_at"?: string;
                    "role": Database["public"]['Enums']["tenant_role"];
                    "tenant_id": string;
                    "updated_at"?: string;
                    "user_id": string;
                };
                Update: {
                    "created_at"?: string;
                    "role"?: Database["public"]['Enums']["tenant_role"];
                    "tenant_id"?: string;
                    "updated_at"?: string;
                    "user_id"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "user_roles_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "user_roles_user_id_fkey";
                        columns: [
                            "user_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "user_stories": {
                Row: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string | null;
                    "evidence_tier": Database["public"]['Enums']["evidence_tier"];
                    "id": string;
                    "priority": Database["public"]['Enums']["story_priority"];
                    "tenant_id": string;
                    "title": string;
                    "updated_at": string;
                    "user_id": string;
                    "venture_id": string;
                };
                ComputedFields: never;
                Insert: {
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "description"?: string | null;
                    "evidence_tier"?: Database["public"]['Enums']["evidence_tier"];
                    "id"?: string;
                    "priority": Database["public"]['Enums']["story_priority"];
                    "tenant_id"?: string;
                    "title": string;
                    "updated_at"?: string;
                    "user_id"?: string;
                    "venture_id": string;
                };
                Update: {
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "description"?: string | null;
                    "evidence_tier"?: Database["public"]['Enums']["evidence_tier"];
                    "id"?: string;
                    "priority"?: Database["public"]['Enums']["story_priority"];
                    "tenant_id"?: string;
                    "title"?: string;
                    "updated_at"?: string;
                    "user_id"?: string;
                    "venture_id"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "user_stories_belong_to_venture";
                        columns: [
                            "tenant_id",
                            "venture_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "ventures";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "user_stories_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "user_stories_user_id_fkey";
                        columns: [
                            "user_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "users": {
                Row: {
                    "avatar_url": string | null;
                    "created_at": string;
                    "deleted_at": string | null;
                    "email": string | null;
                    "email_verified": boolean;
                    "email_verified_at": string | null;
                    "id": string;
                    "is_active": boolean;
                    "last_login_at": string | null;
                    "learner_role": Database["public"]['Enums']["learner_role"];
                    "name": string | null;
                    "plan": Database["public"]['Enums']["user_plan"];
                    "preferences": NonNullable<Json>;
                    "role": Database["public"]['Enums']["user_role"];
                    "updated_at": string;
                };
                ComputedFields: never;
                Insert: {
                    "avatar_url"?: string | null;
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "email"?: string | null;
                    "email_verified"?: boolean;
                    "email_verified_at"?: string | null;
                    "id": string;
                    "is_active"?: boolean;
                    "last_login_at"?: string | null;
                    "learner_role"?: Database["public"]['Enums']["learner_role"];
                    "name"?: string | null;
                    "plan"?: Database["public"]['Enums']["user_plan"];
                    "preferences"?: NonNullable<Json>;
                    "role"?: Database["public"]['Enums']["user_role"];
                    "updated_at"?: string;
                };
                Update: {
                    "avatar_url"?: string | null;
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "email"?: string | null;
                    "email_verified"?: boolean;
                    "email_verified_at"?: string | null;
                    "id"?: string;
                    "is_active"?: boolean;
                    "last_login_at"?: string | null;
                    "learner_role"?: Database["public"]['Enums']["learner_role"];
                    "name"?: string | null;
                    "plan"?: Database["public"]['Enums']["user_plan"];
                    "preferences"?: NonNullable<Json>;
                    "role"?: Database["public"]['Enums']["user_role"];
                    "updated_at"?: string;
                };
                Relationships: [
                ];
            };
            "validations": {
                Row: {
                    "config": NonNullable<Json>;
                    "created_at": string;
                    "id": string;
                    "is_active": boolean;
                    "name": string;
                    "prompt_id": string;
                    "tenant_id": string;
                    "type": Database["public"]['Enums']["validation_type"];
                    "updated_at": string;
                };
                ComputedFields: never;
                Insert: {
                    "config": NonNullable<Json>;
                    "created_at"?: string;
                    "id"?: string;
                    "is_active"?: boolean;
                    "name": string;
                    "prompt_id": string;
                    "tenant_id"?: string;
                    "type": Database["public"]['Enums']["validation_type"];
                    "updated_at"?: string;
                };
                Update: {
                    "config"?: NonNullable<Json>;
                    "created_at"?: string;
                    "id"?: string;
                    "is_active"?: boolean;
                    "name"?: string;
                    "prompt_id"?: string;
                    "tenant_id"?: string;
                    "type"?: Database["public"]['Enums']["validation_type"];
                    "updated_at"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "validations_belong_to_prompt";
                        columns: [
                            "tenant_id",
                            "prompt_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "prompts";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "validations_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "venture_phases": {
                Row: {
                    "completed_at": string | null;
                    "created_at": string;
                    "entered_at": string;
                    "id": string;
                    "phase": Database["public"]['Enums']["venture_phase"];
                    "quality_gate_id": string | null;
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string | null;
                    "venture_id": string;
                };
                ComputedFields: never;
                Insert: {
                    "completed_at"?: string | null;
                    "created_at"?: string;
                    "entered_at"?: string;
                    "id"?: string;
                    "phase": Database["public"]['Enums']["venture_phase"];
                    "quality_gate_id"?: string | null;
                    "tenant_id": string;
                    "updated_at"?: string;
                    "user_id"?: string | null;
                    "venture_id": string;
                };
                Update: {
                    "completed_at"?: string | null;
                    "created_at"?: string;
                    "entered_at"?: string;
                    "id"?: string;
                    "phase"?: Database["public"]['Enums']["venture_phase"];
                    "quality_gate_id"?: string | null;
                    "tenant_id"?: string;
                    "updated_at"?: string;
                    "user_id"?: string | null;
                    "venture_id"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "venture_phases_belong_to_venture";
                        columns: [
                            "tenant_id",
                            "venture_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "ventures";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "venture_phases_completed_by_gate";
                        columns: [
                            "tenant_id",
                            "quality_gate_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "latest_gates";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "venture_phases_completed_by_gate";
                        columns: [
                            "tenant_id",
                            "quality_gate_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "quality_gates";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "venture_phases_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "venture_phases_user_id_fkey";
                        columns: [
                            "user_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "ventures": {
                Row: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string;
                    "id": string;
                    "name": string;
                    "phase": Database["public"]['Enums']["venture_phase"];
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                };
                ComputedFields: never;
                Insert: {
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "description": string;
                    "id"?: string;
                    "name": string;
                    "phase"?: Database["public"]['Enums']["venture_phase"];
                    "tenant_id"?: string;
                    "updated_at"?: string;
                    "user_id"?: string;
                };
                Update: {
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "description"?: string;
                    "id"?: string;
                    "name"?: string;
                    "phase"?: Database["public"]['Enums']["venture_phase"];
                    "tenant_id"?: string;
                    "updated_at"?: string;
                    "user_id"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "ventures_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "ventures_user_id_fkey";
                        columns: [
                            "user_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "webhook_deliveries": {
                Row: {
                    "attempts": number;
                    "created_at": string;
                    "delivered_at": string | null;
                    "endpoint_id": string;
                    "error": string | null;
                    "event_id": string;
                    "event_type": string;
                    "id": string;
                    "last_attempt_at": string | null;
                    "next_attempt_at": string | null;
                    "payload": NonNullable<Json>;
                    "response_status": number | null;
                    "status": Database["public"]['Enums']["webhook_delivery_status"];
                    "tenant_id": string;
                    "updated_at": string;
                };
                ComputedFields: never;
                Insert: {
                    "attempts"?: number;
                    "created_at"?: string;
                    "delivered_at"?: string | null;
                    "endpoint_id": string;
                    "error"?: string | null;
                    "event_id": string;
                    "event_type": string;
                    "id"?: string;
                    "last_attempt_at"?: string | null;
                    "next_attempt_at"?: string | null;
                    "payload": NonNullable<Json>;
                    "response_status"?: number | null;
                    "status"?: Database["public"]['Enums']["webhook_delivery_status"];
                    "tenant_id": string;
                    "updated_at"?: string;
                };
                Update: {
                    "attempts"?: number;
                    "created_at"?: string;
                    "delivered_at"?: string | null;
                    "endpoint_id"?: string;
                    "error"?: string | null;
                    "event_id"?: string;
                    "event_type"?: string;
                    "id"?: string;
                    "last_attempt_at"?: string | null;
                    "next_attempt_at"?: string | null;
                    "payload"?: NonNullable<Json>;
                    "response_status"?: number | null;
                    "status"?: Database["public"]['Enums']["webhook_delivery_status"];
                    "tenant_id"?: string;
                    "updated_at"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "webhook_deliveries_belong_to_endpoint";
                        columns: [
                            "tenant_id",
                            "endpoint_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "webhook_endpoints";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "webhook_deliveries_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "webhook_endpoints": {
                Row: {
                    "consecutive_failures": number;
                    "created_at": string;
                    "created_by": string;
                    "description": string | null;
                    "disabled_at": string | null;
                    "disabled_reason": Database["public"]['Enums']["webhook_disabled_reason"] | null;
                    "events": (string)[];
                    "failing_since": string | null;
                    "id": string;
                    "is_active": boolean;
                    "last_success_at": string | null;
                    "tenant_id": string;
                    "updated_at": string;
                    "url": string;
                };
                ComputedFields: never;
                Insert: {
                    "consecutive_failures"?: number;
                    "created_at"?: string;
                    "created_by": string;
                    "description"?: string | null;
                    "disabled_at"?: string | null;
                    "disabled_reason"?: Database["public"]['Enums']["webhook_disabled_reason"] | null;
                    "events": (string)[];
                    "failing_since"?: string | null;
                    "id"?: string;
                    "is_active"?: boolean;
                    "last_success_at"?: string | null;
                    "tenant_id"?: string;
                    "updated_at"?: string;
                    "url": string;
                };
                Update: {
                    "consecutive_failures"?: number;
                    "created_at"?: string;
                    "created_by"?: string;
                    "description"?: string | null;
                    "disabled_at"?: string | null;
                    "disabled_reason"?: Database["public"]['Enums']["webhook_disabled_reason"] | null;
                    "events"?: (string)[];
                    "failing_since"?: string | null;
                    "id"?: string;
                    "is_active"?: boolean;
                    "last_success_at"?: string | null;
                    "tenant_id"?: string;
                    "updated_at"?: string;
                    "url"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "webhook_endpoints_created_by_fkey";
                        columns: [
                            "created_by"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "webhook_endpoints_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "workflow_execution_logs": {
                Row: {
                    "created_at": string;
                    "execution_id": string;
                    "id": string;
                    "level": Database["public"]['Enums']["workflow_log_level"];
                    "message": string;
                    "metadata": NonNullable<Json>;
                    "step_completed_at": string | null;
                    "step_duration_ms": number | null;
                    "step_key": string | null;
                    "step_started_at": string | null;
                    "step_status": Database["public"]['Enums']["workflow_step_status"] | null;
                    "tenant_id": string;
                    "workflow_step_id": string | null;
                };
                ComputedFields: never;
                Insert: {
                    "created_at"?: string;
                    "execution_id": string;
                    "id"?: string;
                    "level"?: Database["public"]['Enums']["workflow_log_level"];
                    "message": string;
                    "metadata"?: NonNullable<Json>;
                    "step_completed_at"?: string | null;
                    "step_duration_ms"?: number | null;
                    "step_key"?: string | null;
                    "step_started_at"?: string | null;
                    "step_status"?: Database["public"]['Enums']["workflow_step_status"] | null;
                    "tenant_id": string;
                    "workflow_step_id"?: string | null;
                };
                Update: {
                    "created_at"?: string;
                    "execution_id"?: string;
                    "id"?: string;
                    "level"?: Database["public"]['Enums']["workflow_log_level"];
                    "message"?: string;
                    "metadata"?: NonNullable<Json>;
                    "step_completed_at"?: string | null;
                    "step_duration_ms"?: number | null;
                    "step_key"?: string | null;
                    "step_started_at"?: string | null;
                    "step_status"?: Database["public"]['Enums']["workflow_step_status"] | null;
                    "tenant_id"?: string;
                    "workflow_step_id"?: string | null;
                };
                Relationships: [
                    {
                        foreignKeyName: "workflow_execution_logs_are_about_step";
                        columns: [
                            "tenant_id",
                            "workflow_step_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "workflow_steps";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "workflow_execution_logs_belong_to_execution";
                        columns: [
                            "tenant_id",
                            "execution_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "workflow_executions";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "workflow_execution_logs_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "workflow_executions": {
                Row: {
                    "cancel_requested_at": string | null;
                    "completed_at": string | null;
                    "created_at": string;
                    "duration_ms": number | null;
                    "error_message": string | null;
                    "error_stack": string | null;
                    "id": string;
                    "input_data": NonNullable<Json>;
                    "output_data": NonNullable<Json>;
                    "started_at": string | null;
                    "status": Database["public"]['Enums']["workflow_execution_status"];
                    "steps_completed": number;
                    "steps_failed": number;
                    "steps_total": number;
                    "tenant_id": string;
                    "trigger_data": NonNullable<Json>;
                    "trigger_type": Database["public"]['Enums']["workflow_trigger_type"];
                    "updated_at": string;
                    "user_id": string;
                    "workflow_id": string;
                };
                ComputedFields: never;
                Insert: {
                    "cancel_requested_at"?: string | null;
                    "completed_at"?: string | null;
                    "created_at"?: string;
                    "duration_ms"?: number | null;
                    "error_message"?: string | null;
                    "error_stack"?: string | null;
                    "id"?: string;
                    "input_data"?: NonNullable<Json>;
                    "output_data"?: NonNullable<Json>;
                    "started_at"?: string | null;
                    "status"?: Database["public"]['Enums']["workflow_execution_status"];
                    "steps_completed"?: number;
                    "steps_failed"?: number;
                    "steps_total"?: number;
                    "tenant_id": string;
                    "trigger_data"?: NonNullable<Json>;
                    "trigger_type": Database["public"]['Enums']["workflow_trigger_type"];
                    "updated_at"?: string;
                    "user_id": string;
                    "workflow_id": string;
                };
                Update: {
                    "cancel_requested_at"?: string | null;
                    "completed_at"?: string | null;
                    "created_at"?: string;
                    "duration_ms"?: number | null;
                    "error_message"?: string | null;
                    "error_stack"?: string | null;
                    "id"?: string;
                    "input_data"?: NonNullable<Json>;
                    "output_data"?: NonNullable<Json>;
                    "started_at"?: string | null;
                    "status"?: Database["public"]['Enums']["workflow_execution_status"];
                    "steps_completed"?: number;
                    "steps_failed"?: number;
                    "steps_total"?: number;
                    "tenant_id"?: string;
                    "trigger_data"?: NonNullable<Json>;
                    "trigger_type"?: Database["public"]['Enums']["workflow_trigger_type"];
                    "updated_at"?: string;
                    "user_id"?: string;
                    "workflow_id"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "workflow_executions_belong_to_workflow";
                        columns: [
                            "tenant_id",
                            "workflow_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "workflows";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "workflow_executions_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "workflow_executions_user_id_fkey";
                        columns: [
                            "user_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "workflow_steps": {
                Row: {
                    "agent_id": string | null;
                    "agent_tenant_id": string | null;
                    "config": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "depends_on": (string)[];
                    "id": string;
                    "inputs": NonNullable<Json>;
                    "is_public": boolean;
                    "on_error": Database["public"]['Enums']["error_handling"];
                    "outputs": NonNullable<Json>;
                    "position": number;
                    "retry_count": number;
                    "retry_delay_ms": number;
                    "step_key": string;
                    "step_name": string;
                    "step_type": Database["public"]['Enums']["workflow_step_type"];
                    "tenant_id": string;
                    "timeout_ms": number;
                    "updated_at": string;
                    "workflow_id": string;
                };
                ComputedFields: never;
                Insert: {
                    "agent_id"?: string | null;
                    "agent_tenant_id"?: string | null;
                    "config"?: NonNullable<Json>;
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "depends_on"?: (string)[];
                    "id"?: string;
                    "inputs"?: NonNullable<Json>;
                    "is_public"?: boolean;
                    "on_error"?: Database["public"]['Enums']["error_handling"];
                    "outputs"?: NonNullable<Json>;
                    "position": number;
                    "retry_count"?: number;
                    "retry_delay_ms"?: number;
                    "step_key": string;
                    "step_name": string;
                    "step_type": Database["public"]['Enums']["workflow_step_type"];
                    "tenant_id"?: string;
                    "timeout_ms"?: number;
                    "updated_at"?: string;
                    "workflow_id": string;
                };
                Update: {
                    "agent_id"?: string | null;
                    "agent_tenant_id"?: string | null;
                    "config"?: NonNullable<Json>;
                    "created_at"?: string;
                    "deleted_at"?: string | null;
                    "depends_on"?: (string)[];
                    "id"?: string;
                    "inputs"?: NonNullable<Json>;
                    "is_public"?: boolean;
                    "on_error"?: Database["public"]['Enums']["error_handling"];
                    "outputs"?: NonNullable<Json>;
                    "position"?: number;
                    "retry_count"?: number;
                    "retry_delay_ms"?: number;
                    "step_key"?: string;
                    "step_name"?: string;
                    "step_type"?: Database["public"]['Enums']["workflow_step_type"];
                    "tenant_id"?: string;
                    "timeout_ms"?: number;
                    "updated_at"?: string;
                    "workflow_id"?: string;
                };
                Relationships: [
                    {
                        foreignKeyName: "workflow_steps_belong_to_workflow";
                        columns: [
                            "tenant_id",
                            "workflow_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "workflows";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "workflow_steps_execute_agent";
                        columns: [
                            "agent_tenant_id",
                            "agent_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "agents";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "workflow_steps_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
            "workflows": {
                Row: {
                    "avg_execution_time_ms": number;
                    "created_at": string;
                    "definition": NonNullable<Json>;
                    "deleted_at": string | null;
                    "description": string | null;
                    "failed_executions": number;
                    "id": string;
                    "is_public": boolean;
                    "last_execution_at": string | null;
                    "name": string;
                    "parent_id": string | null;
                    "schedule_cron": string | null;
                    "schedule_enabled": boolean;
                    "schedule_timezone": string;
                    "status": Database["public"]['Enums']["workflow_status"];
                    "successful_executions": number;
                    "tags": (string)[];
                    "tenant_id": string;
                    "timed_executions": number;
                    "total_execution_time_ms": number;
                    "total_executions": number;
                    "trigger_config": NonNullable<Json>;
                    "updated_at": string;
                    "user_id": string;
                    "version": number;
                };
                ComputedFields: never;
                Insert: {
                    "avg_execution_time_ms"?: never;
                    "created_at"?: string;
                    "definition"?: NonNullable<Json>;
                    "deleted_at"?: string | null;
                    "description"?: string | null;
                    "failed_executions"?: number;
                    "id"?: string;
                    "is_public"?: boolean;
                    "last_execution_at"?: string | null;
                    "name": string;
                    "parent_id"?: string | null;
                    "schedule_cron"?: string | null;
                    "schedule_enabled"?: boolean;
                    "schedule_timezone"?: string;
                    "status"?: Database["public"]['Enums']["workflow_status"];
                    "successful_executions"?: number;
                    "tags"?: (string)[];
                    "tenant_id"?: string;
                    "timed_executions"?: number;
                    "total_execution_time_ms"?: number;
                    "total_executions"?: number;
                    "trigger_config"?: NonNullable<Json>;
                    "updated_at"?: string;
                    "user_id"?: string;
                    "version"?: number;
                };
                Update: {
                    "avg_execution_time_ms"?: never;
                    "created_at"?: string;
                    "definition"?: NonNullable<Json>;
                    "deleted_at"?: string | null;
                    "description"?: string | null;
                    "failed_executions"?: number;
                    "id"?: string;
                    "is_public"?: boolean;
                    "last_execution_at"?: string | null;
                    "name"?: string;
                    "parent_id"?: string | null;
                    "schedule_cron"?: string | null;
                    "schedule_enabled"?: boolean;
                    "schedule_timezone"?: string;
                    "status"?: Database["public"]['Enums']["workflow_status"];
                    "successful_executions"?: number;
                    "tags"?: (string)[];
                    "tenant_id"?: string;
                    "timed_executions"?: number;
                    "total_execution_time_ms"?: number;
                    "total_executions"?: number;
                    "trigger_config"?: NonNullable<Json>;
                    "updated_at"?: string;
                    "user_id"?: string;
                    "version"?: number;
                };
                Relationships: [
                    {
                        foreignKeyName: "workflows_first_version";
                        columns: [
                            "tenant_id",
                            "parent_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "workflows";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "workflows_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "workflows_user_id_fkey";
                        columns: [
                            "user_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "users";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
        };
        Views: {
            "ai_usage": {
                Row: {
                    "action": string | null;
                    "cost_usd": number | null;
                    "created_at": string;
                    "id": string;
                    "model": string;
                    "reference_id": string;
                    "tenant_id": string;
                    "tokens_used": number | null;
                    "user_id": string | null;
                };
                ComputedFields: never;
                Insert: {
                    "action"?: never;
                    "cost_usd"?: number | null;
                    "created_at"?: string | null;
                    "id"?: string | null;
                    "model"?: string | null;
                    "reference_id"?: string | null;
                    "tenant_id"?: string | null;
                    "tokens_used"?: never;
                    "user_id"?: string | null;
                };
                Update: {
                    "action"?: never;
                    "cost_usd"?: number | null;
                    "created_at"?: string | null;
                    "id"?: string | null;
                    "model"?: string | null;
                    "reference_id"?: string | null;
                    "tenant_id"?: string | null;
                    "tokens_used"?: never;
                    "user_id"?: string | null;
                };
                Relationships: [
                ];
            };
            "latest_gates": {
                Row: {
                    "calculated_at": string;
                    "criteria": NonNullable<Json>;
                    "gate_type": Database["public"]['Enums']["gate_type"];
                    "id": string;
                    "passed": boolean;
                    "score": number;
                    "tenant_id": string;
                    "threshold": number;
                    "venture_id": string;
                };
                ComputedFields: never;
                Insert: {
                    "calculated_at"?: string | null;
                    "criteria"?: Json | null;
                    "gate_type"?: Database["public"]['Enums']["gate_type"] | null;
                    "id"?: string | null;
                    "passed"?: boolean | null;
                    "score"?: number | null;
                    "tenant_id"?: string | null;
                    "threshold"?: number | null;
                    "venture_id"?: string | null;
                };
                Update: {
                    "calculated_at"?: string | null;
                    "criteria"?: Json | null;
                    "gate_type"?: Database["public"]['Enums']["gate_type"] | null;
                    "id"?: string | null;
                    "passed"?: boolean | null;
                    "score"?: number | null;
                    "tenant_id"?: string | null;
                    "threshold"?: number | null;
                    "venture_id"?: string | null;
                };
                Relationships: [
                    {
                        foreignKeyName: "quality_gates_belong_to_venture";
                        columns: [
                            "tenant_id",
                            "venture_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "ventures";
                        referencedColumns: [
                            "tenant_id",
                            "id"
                        ];
                    },
                    {
                        foreignKeyName: "quality_gates_tenant_id_fkey";
                        columns: [
                            "tenant_id"
                        ];
                        isOneToOne: false;
                        referencedRelation: "tenants";
                        referencedColumns: [
                            "id"
                        ];
                    }
                ];
            };
        };
        Functions: {
            "accept_invitation": {
                Args: {
                    "p_token": string;
                };
                Returns: {
                    "created_at": string;
                    "role": Database["public"]['Enums']["tenant_role"];
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "user_roles";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "activate_agent": {
                Args: {
                    "p_agent_id": string;
                };
                Returns: {
                    "avg_execution_time_ms": number;
                    "capabilities": NonNullable<Json>;
                    "config": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string | null;
                    "failed_executions": number;
                    "id": string;
                    "input_schema": Json | null;
                    "is_public": boolean;
                    "is_template": boolean;
                    "max_concurrent_executions": number | null;
                    "max_execution_time": number | null;
                    "max_memory_mb": number | null;
                    "name": string;
                    "output_schema": Json | null;
                    "parameters": NonNullable<Json>;
                    "parent_id": string | null;
                    "phase": Database["public"]['Enums']["agent_phase"] | null;
                    "prompt_template": string | null;
                    "purpose": string | null;
                    "slug": string | null;
                    "status": Database["public"]['Enums']["agent_status"];
                    "successful_executions": number;
                    "tags": (string)[];
                    "tenant_id": string;
                    "timed_executions": number;
                    "total_execution_time_ms": number;
                    "total_executions": number;
                    "type": Database["public"]['Enums']["agent_type"];
                    "updated_at": string;
                    "user_id": string | null;
                    "version": number;
                };
                SetofOptions: {
                    from: "*";
                    to: "agents";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "activate_workflow": {
                Args: {
                    "p_workflow_id": string;
                };
                Returns: {
                    "avg_execution_time_ms": number;
                    "created_at": string;
                    "definition": NonNullable<Json>;
                    "deleted_at": string | null;
                    "description": string | null;
                    "failed_executions": number;
                    "id": string;
                    "is_public": boolean;
                    "last_execution_at": string | null;
                    "name": string;
                    "parent_id": string | null;
                    "schedule_cron": string | null;
                    "schedule_enabled": boolean;
                    "schedule_timezone": string;
                    "status": Database["public"]['Enums']["workflow_status"];
                    "successful_executions": number;
                    "tags": (string)[];
                    "tenant_id": string;
                    "timed_executions": number;
                    "total_execution_time_ms": number;
                    "total_executions": number;
                    "trigger_config": NonNullable<Json>;
                    "updated_at": string;
                    "user_id": string;
                    "version": number;
                };
                SetofOptions: {
                    from: "*";
                    to: "workflows";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "add_team_member": {
                Args: {
                    "p_project_id": string;
                    "p_role"?: Database["public"]['Enums']["team_role"];
                    "p_user_id": string;
                };
                Returns: {
                    "created_at": string;
                    "id": string;
                    "project_id": string;
                    "role": Database["public"]['Enums']["team_role"];
                    "status": Database["public"]['Enums']["team_member_status"];
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "team_members";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "advance_venture": {
                Args: {
                    "p_expected_phase"?: Database["public"]['Enums']["venture_phase"];
                    "p_venture_id": string;
                };
                Returns: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string;
                    "id": string;
                    "name": string;
                    "phase": Database["public"]['Enums']["venture_phase"];
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "ventures";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "agent_executions_by_status": {
                Args: {
                    "p_limit"?: number;
                    "p_offset"?: number;
                    "p_status": Database["public"]['Enums']["agent_execution_status"];
                };
                Returns: {
                    "agent_id": string;
                    "agent_tenant_id": string;
                    "cancel_requested_at": string | null;
                    "completed_at": string | null;
                    "cost_is_complete": boolean;
                    "cost_usd": number | null;
                    "created_at": string;
                    "error": Json | null;
                    "id": string;
                    "input": NonNullable<Json>;
                    "model": string | null;
                    "output": Json | null;
                    "started_at": string;
                    "status": Database["public"]['Enums']["agent_execution_status"];
                    "tenant_id": string;
                    "token_usage": Json | null;
                    "updated_at": string;
                    "user_id": string;
                    "venture_id": string;
                }[];
                SetofOptions: {
                    from: "*";
                    to: "agent_executions";
                    isOneToOne: false;
                    isSetofReturn: true;
                };
            };
            "agent_history": {
                Args: {
                    "p_agent_id": string;
                };
                Returns: {
                    "avg_execution_time_ms": number;
                    "capabilities": NonNullable<Json>;
                    "config": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string | null;
                    "failed_executions": number;
                    "id": string;
                    "input_schema": Json | null;
                    "is_public": boolean;
                    "is_template": boolean;
                    "max_concurrent_executions": number | null;
                    "max_execution_time": number | null;
                    "max_memory_mb": number | null;
                    "name": string;
                    "output_schema": Json | null;
                    "parameters": NonNullable<Json>;
                    "parent_id": string | null;
                    "phase": Database["public"]['Enums']["agent_phase"] | null;
                    "prompt_template": string | null;
                    "purpose": string | null;
                    "slug": string | null;
                    "status": Database["public"]['Enums']["agent_status"];
                    "successful_executions": number;
                    "tags": (string)[];
                    "tenant_id": string;
                    "timed_executions": number;
                    "total_execution_time_ms": number;
                    "total_executions": number;
                    "type": Database["public"]['Enums']["agent_type"];
                    "updated_at": string;
                    "user_id": string | null;
                    "version": number;
                }[];
                SetofOptions: {
                    from: "*";
                    to: "agents";
                    isOneToOne: false;
                    isSetofReturn: true;
                };
            };
            "agent_model_calls": {
                Args: {
                    "": Database["public"]['Tables']["agent_executions"]['Row'];
                };
                Returns: {
                    error: true;
                } & "the function public.agent_model_calls with parameter or with a single unnamed json/jsonb parameter, but no matches were found in the schema cache";
                SetofOptions: {
                    from: "agent_executions";
                    to: "cost_tracking";
                    isOneToOne: false;
                    isSetofReturn: true;
                };
            };
            "apply_suggestions": {
                Args: {
                    "p_review_id": string;
                    "p_suggestion_ids": (string)[];
                };
                Returns: {
                    "applied_suggestions": (string)[];
                    "completeness": NonNullable<Json>;
                    "created_at": string;
                    "document_id": string;
                    "document_version": number;
                    "id": string;
                    "overall_score": number;
                    "project_id": string;
                    "quality_metrics": NonNullable<Json>;
                    "suggestions": NonNullable<Json>;
                    "tenant_id": string;
                    "updated_at": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "ai_reviews";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "archive_agent": {
                Args: {
                    "p_agent_id": string;
                };
                Returns: {
                    "avg_execution_time_ms": number;
                    "capabilities": NonNullable<Json>;
                    "config": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string | null;
                    "failed_executions": number;
                    "id": string;
                    "input_schema": Json | null;
                    "is_public": boolean;
                    "is_template": boolean;
                    "max_concurrent_executions": number | null;
                    "max_execution_time": number | null;
                    "max_memory_mb": number | null;
                    "name": string;
                    "output_schema": Json | null;
                    "parameters": NonNullable<Json>;
                    "parent_id": string | null;
                    "phase": Database["public"]['Enums']["agent_phase"] | null;
                    "prompt_template": string | null;
                    "purpose": string | null;
                    "slug": string | null;
                    "status": Database["public"]['Enums']["agent_status"];
                    "successful_executions": number;
                    "tags": (string)[];
                    "tenant_id": string;
                    "timed_executions": number;
                    "total_execution_time_ms": number;
                    "total_executions": number;
                    "type": Database["public"]['Enums']["agent_type"];
                    "updated_at": string;
                    "user_id": string | null;
                    "version": number;
                };
                SetofOptions: {
                    from: "*";
                    to: "agents";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "archive_prompt": {
                Args: {
                    "p_prompt_id": string;
                };
                Returns: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string | null;
                    "fallback_model": string | null;
                    "id": string;
                    "model": string | null;
                    "name": string;
                    "parameters": NonNullable<Json>;
                    "published_at": string | null;
                    "published_version": number | null;
                    "status": Database["public"]['Enums']["prompt_status"];
                    "tags": (string)[];
                    "template": string;
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                    "variables": NonNullable<Json>;
                    "version": number;
                };
                SetofOptions: {
                    from: "*";
                    to: "prompts";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "archive_workflow": {
                Args: {
                    "p_workflow_id": string;
                };
                Returns: {
                    "avg_execution_time_ms": number;
                    "created_at": string;
                    "definition": NonNullable<Json>;
                    "deleted_at": string | null;
                    "description": string | null;
                    "failed_executions": number;
                    "id": string;
                    "is_public": boolean;
                    "last_execution_at": string | null;
                    "name": string;
                    "parent_id": string | null;
                    "schedule_cron": string | null;
                    "schedule_enabled": boolean;
                    "schedule_timezone": string;
                    "status": Database["public"]['Enums']["workflow_status"];
                    "successful_executions": number;
                    "tags": (string)[];
                    "tenant_id": string;
                    "timed_executions": number;
                    "total_execution_time_ms": number;
                    "total_executions": number;
                    "trigger_config": NonNullable<Json>;
                    "updated_at": string;
                    "user_id": string;
                    "version": number;
                };
                SetofOptions: {
                    from: "*";
                    to: "workflows";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "artifact_at_version": {
                Args: {
                    "p_artifact_id": string;
                    "p_version": number;
                };
                Returns: Json;
            };
            "audit_chain_position": {
                Args: {
                    "p_before": string;
                    "p_tenant_id"?: string;
                };
                Returns: number;
            };
            "audit_chain_status": {
                Args: {
                    "p_tenant_id"?: string;
                };
                Returns: {
                    "delay_seconds": number;
                    "hash": string;
                    "oldest_unsealed_at": string;
                    "sealed_at": string;
                    "sequence": number;
                    "tenant_id": string;
                    "unsealed": number;
                }[];
            };
            "authenticate_api_key": {
                Args: {
                    "p_api_key": Json;
                    "p_scope": string;
                    "p_tenant_id"?: string;
                };
                Returns: Json;
            };
            "available_modules": {
                Args: Record<PropertyKey, never>;
                Returns: {
                    "completed_lessons": number;
                    "description": string;
                    "difficulty": Database["public"]['Enums']["difficulty_level"];
                    "estimated_duration": number;
                    "id": string;
                    "is_official": boolean;
                    "lessons": number;
                    "missing_prerequisites": (string)[];
                    "phase": Database["public"]['Enums']["specification_phase"];
                    "prerequisites": (string)[];
                    "slug": string;
                    "state": string;
                    "title": string;
                }[];
            };
            "backup_status": {
                Args: Record<PropertyKey, never>;
                Returns: Json;
            };
            "begin_backup_run": {
                Args: {
                    "p_details"?: Json;
                    "p_kind": Database["public"]['Enums']["backup_kind"];
                    "p_lease_seconds"?: number;
                    "p_scheduled_at": string;
                    "p_worker": string;
                };
                Returns: Json;
            };
            "begin_execution": {
                Args: {
                    "p_api_key"?: Json;
                    "p_asking"?: Json;
                    "p_context"?: Json;
                    "p_edge_function_id"?: string;
                    "p_idempotency_hash"?: string;
                    "p_idempotency_key"?: string;
                    "p_inputs"?: Json;
                    "p_lease_seconds"?: number;
                    "p_model"?: string;
                    "p_priority"?: string;
                    "p_prompt": string;
                    "p_tenant_id": string;
                    "p_user_id": string;
                    "p_version"?: number;
                };
                Returns: Json;
            };
            "begin_webhook_delivery": {
                Args: {
                    "p_delivery_id": string;
                    "p_lease_seconds"?: number;
                };
                Returns: Json;
            };
            "budget_status": {
                Args: Record<PropertyKey, never>;
                Returns: {
                    "budget_id": string;
                    "held_usd": number;
                    "kind": Database["public"]['Enums']["budget_kind"];
                    "limit_usd": number;
                    "name": string;
                    "period": Database["public"]['Enums']["budget_period"];
                    "period_end": string;
                    "period_start": string;
                    "prompt_id": string;
                    "remaining_usd": number;
                    "spent_usd": number;
                    "time_zone": string;
                    "user_id": string;
                    "workflow_id": string;
                }[];
            };
            "cancel_agent_execution": {
                Args: {
                    "p_execution_id": string;
                };
                Returns: {
                    "agent_id": string;
                    "agent_tenant_id": string;
                    "cancel_requested_at": string | null;
                    "completed_at": string | null;
                    "cost_is_complete": boolean;
                    "cost_usd": number | null;
                    "created_at": string;
                    "error": Json | null;
                    "id": string;
                    "input": NonNullable<Json>;
                    "model": string | null;
                    "output": Json | null;
                    "started_at": string;
                    "status": Database["public"]['Enums']["agent_execution_status"];
                    "tenant_id": string;
                    "token_usage": Json | null;
                    "updated_at": string;
                    "user_id": string;
                    "venture_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "agent_executions";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "cancel_execution": {
                Args: {
                    "p_execution_id": string;
                };
                Returns: {
                    "api_key_id": string | null;
                    "cancel_requested_at": string | null;
                    "completed_at": string | null;
                    "context": Json | null;
                    "cost_is_complete": boolean;
                    "cost_usd": number | null;
                    "created_at": string;
                    "edge_function_id": string | null;
                    "error": Json | null;
                    "id": string;
                    "idempotency_hash": string | null;
                    "idempotency_key": string | null;
                    "inputs": NonNullable<Json>;
                    "latency_ms": number | null;
                    "lease_expires_at": string | null;
                    "lease_id": string | null;
                    "model": string | null;
                    "output": string | null;
                    "priority": Database["public"]['Enums']["execution_priority"];
                    "prompt_id": string;
                    "prompt_version": number;
                    "queued_at": string | null;
                    "started_at": string | null;
                    "status": Database["public"]['Enums']["execution_status"];
                    "tenant_id": string;
                    "token_usage": Json | null;
                    "updated_at": string;
                    "user_id": string;
                    "validated_output": Json | null;
                    "validation_results": Json | null;
                    "validation_status": Database["public"]['Enums']["validation_status"];
                };
                SetofOptions: {
                    from: "*";
                    to: "executions";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "cancel_workflow_execution": {
                Args: {
                    "p_execution_id": string;
                };
                Returns: {
                    "cancel_requested_at": string | null;
                    "completed_at": string | null;
                    "created_at": string;
                    "duration_ms": number | null;
                    "error_message": string | null;
                    "error_stack": string | null;
                    "id": string;
                    "input_data": NonNullable<Json>;
                    "output_data": NonNullable<Json>;
                    "started_at": string | null;
                    "status": Database["public"]['Enums']["workflow_execution_status"];
                    "steps_completed": number;
                    "steps_failed": number;
                    "steps_total": number;
                    "tenant_id": string;
                    "trigger_data": NonNullable<Json>;
                    "trigger_type": Database["public"]['Enums']["workflow_trigger_type"];
                    "updated_at": string;
                    "user_id": string;
                    "workflow_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "workflow_executions";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "change_member_role": {
                Args: {
                    "p_role": Database["public"]['Enums']["tenant_role"];
                    "p_user_id": string;
                };
                Returns: {
                    "created_at": string;
                    "role": Database["public"]['Enums']["tenant_role"];
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "user_roles";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "check_backups": {
                Args: {
                    "p_keep_days"?: number;
                    "p_max_age_hours"?: number;
                    "p_shrink_ratio"?: number;
                };
                Returns: Json;
            };
            "claim_agent_results": {
                Args: {
                    "p_limit"?: number;
                };
                Returns: {
                    "agent_type": string;
                    "completed_at": string | null;
                    "created_at": string;
                    "error_message": string | null;
                    "evaluation_id": string;
                    "id": string;
                    "input_data": Json | null;
                    "insights": Json | null;
                    "output_data": Json | null;
                    "score": number | null;
                    "started_at": string | null;
                    "status": Database["public"]['Enums']["agent_result_status"];
                    "tenant_id": string;
                    "updated_at": string;
                }[];
                SetofOptions: {
                    from: "*";
                    to: "agent_results";
                    isOneToOne: false;
                    isSetofReturn: true;
                };
            };
            "claim_executions": {
                Args: {
                    "p_lease_seconds"?: number;
                    "p_limit"?: number;
                    "p_worker": string;
                };
                Returns: Json;
            };
            "claim_operator_alerts": {
                Args: {
                    "p_lease_seconds"?: number;
                    "p_limit"?: number;
                };
                Returns: Json;
            };
            "claim_tasks": {
                Args: {
                    "p_lease_seconds"?: number;
                    "p_limit"?: number;
                    "p_queue": string;
                    "p_worker": string;
                };
                Returns: Json;
            };
            "complete_task": {
                Args: {
                    "p_queue": string;
                    "p_result"?: Json;
                    "p_run_id": string;
                };
                Returns: boolean;
            };
            "copy_agent": {
                Args: {
                    "p_agent_id": string;
                    "p_name"?: string;
                };
                Returns: {
                    "avg_execution_time_ms": number;
                    "capabilities": NonNullable<Json>;
                    "config": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string | null;
                    "failed_executions": number;
                    "id": string;
                    "input_schema": Json | null;
                    "is_public": boolean;
                    "is_template": boolean;
                    "max_concurrent_executions": number | null;
                    "max_execution_time": number | null;
                    "max_memory_mb": number | null;
                    "name": string;
                    "output_schema": Json | null;
                    "parameters": NonNullable<Json>;
                    "parent_id": string | null;
                    "phase": Database["public"]['Enums']["agent_phase"] | null;
                    "prompt_template": string | null;
                    "purpose": string | null;
                    "slug": string | null;
                    "status": Database["public"]['Enums']["agent_status"];
                    "successful_executions": number;
                    "tags": (string)[];
                    "tenant_id": string;
                    "timed_executions": number;
                    "total_execution_time_ms": number;
                    "total_executions": number;
                    "type": Database["public"]['Enums']["agent_type"];
                    "updated_at": string;
                    "user_id": string | null;
                    "version": number;
                };
                SetofOptions: {
                    from: "*";
                    to: "agents";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "copy_workflow": {
                Args: {
                    "p_name"?: string;
                    "p_workflow_id": string;
                };
                Returns: {
                    "avg_execution_time_ms": number;
                    "created_at": string;
                    "definition": NonNullable<Json>;
                    "deleted_at": string | null;
                    "description": string | null;
                    "failed_executions": number;
                    "id": string;
                    "is_public": boolean;
                    "last_execution_at": string | null;
                    "name": string;
                    "parent_id": string | null;
                    "schedule_cron": string | null;
                    "schedule_enabled": boolean;
                    "schedule_timezone": string;
                    "status": Database["public"]['Enums']["workflow_status"];
                    "successful_executions": number;
                    "tags": (string)[];
                    "tenant_id": string;
                    "timed_executions": number;
                    "total_execution_time_ms": number;
                    "total_executions": number;
                    "trigger_config": NonNullable<Json>;
                    "updated_at": string;
                    "user_id": string;
                    "version": number;
                };
                SetofOptions: {
                    from: "*";
                    to: "workflows";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "cost_summary": {
                Args: {
                    "p_from"?: string;
                    "p_group_by"?: string;
                    "p_to"?: string;
                };
                Returns: {
                    "calls": number;
                    "cost_usd": number;
                    "estimated_calls": number;
                    "input_tokens": number;
                    "key": string;
                    "output_tokens": number;
                }[];
            };
            "count_old_rows": {
                Args: Record<PropertyKey, never>;
                Returns: Json;
            };
            "create_api_key": {
                Args: {
                    "p_api_key": Json;
                    "p_expires_at"?: string;
                    "p_name": string;
                    "p_requests_per_minute"?: number;
                    "p_scopes": (string)[];
                    "p_tenant_id": string;
                    "p_tokens_per_minute"?: number;
                    "p_user_id": string;
                };
                Returns: {
                    "created_at": string;
                    "expires_at": string | null;
                    "id": string;
                    "last_four": string;
                    "last_used_at": string | null;
                    "name": string;
                    "requests_per_minute": number | null;
                    "revoked_at": string | null;
                    "rotated_from": string | null;
                    "scopes": (string)[];
                    "tenant_id": string;
                    "tokens_per_minute": number | null;
                    "updated_at": string;
                    "user_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "api_keys";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "create_project": {
                Args: {
                    "p_description"?: string;
                    "p_name": string;
                    "p_team_member_ids"?: (string)[];
                };
                Returns: {
                    "created_at": string;
                    "current_phase": Database["public"]['Enums']["specification_phase"];
                    "deleted_at": string | null;
                    "description": string | null;
                    "id": string;
                    "name": string;
                    "owner_id": string;
                    "settings": NonNullable<Json>;
                    "status": Database["public"]['Enums']["project_status"];
                    "tenant_id": string;
                    "updated_at": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "specification_projects";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "create_tenant": {
                Args: {
                    "p_name": string;
                };
                Returns: {
                    "agent_checkpoints_kept_days": number | null;
                    "api_keys_limit": number | null;
                    "created_at": string;
                    "deleted_at": string | null;
                    "execution_logs_kept_days": number | null;
                    "id": string;
                    "name": string;
                    "personal_user_id": string | null;
                    "plan": Database["public"]['Enums']["user_plan"];
                    "queue_concurrency": number | null;
                    "requests_per_minute": number | null;
                    "telemetry_kept_days": number | null;
                    "time_zone": string;
                    "tokens_per_minute": number | null;
                    "updated_at": string;
                    "webhook_deliveries_kept_days": number | null;
                    "workflow_execution_logs_kept_days": number | null;
                };
                SetofOptions: {
                    from: "*";
                    to: "tenants";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "create_webhook_endpoint": {
                Args: {
                    "p_description"?: string;
                    "p_events": (string)[];
                    "p_url": string;
                };
                Returns: Json;
            };
            "deactivate_agent": {
                Args: {
                    "p_agent_id": string;
                };
                Returns: {
                    "avg_execution_time_ms": number;
                    "capabilities": NonNullable<Json>;
                    "config": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string | null;
                    "failed_executions": number;
                    "id": string;
                    "input_schema": Json | null;
                    "is_public": boolean;
                    "is_template": boolean;
                    "max_concurrent_executions": number | null;
                    "max_execution_time": number | null;
                    "max_memory_mb": number | null;
                    "name": string;
                    "output_schema": Json | null;
                    "parameters": NonNullable<Json>;
                    "parent_id": string | null;
                    "phase": Database["public"]['Enums']["agent_phase"] | null;
                    "prompt_template": string | null;
                    "purpose": string | null;
                    "slug": string | null;
                    "status": Database["public"]['Enums']["agent_status"];
                    "successful_executions": number;
                    "tags": (string)[];
                    "tenant_id": string;
                    "timed_executions": number;
                    "total_execution_time_ms": number;
                    "total_executions": number;
                    "type": Database["public"]['Enums']["agent_type"];
                    "updated_at": string;
                    "user_id": string | null;
                    "version": number;
                };
                SetofOptions: {
                    from: "*";
                    to: "agents";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "deactivate_workflow": {
                Args: {
                    "p_workflow_id": string;
                };
                Returns: {
                    "avg_execution_time_ms": number;
                    "created_at": string;
                    "definition": NonNullable<Json>;
                    "deleted_at": string | null;
                    "description": string | null;
                    "failed_executions": number;
                    "id": string;
                    "is_public": boolean;
                    "last_execution_at": string | null;
                    "name": string;
                    "parent_id": string | null;
                    "schedule_cron": string | null;
                    "schedule_enabled": boolean;
                    "schedule_timezone": string;
                    "status": Database["public"]['Enums']["workflow_status"];
                    "successful_executions": number;
                    "tags": (string)[];
                    "tenant_id": string;
                    "timed_executions": number;
                    "total_execution_time_ms": number;
                    "total_executions": number;
                    "trigger_config": NonNullable<Json>;
                    "updated_at": string;
                    "user_id": string;
                    "version": number;
                };
                SetofOptions: {
                    from: "*";
                    to: "workflows";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "delete_agent": {
                Args: {
                    "p_agent_id": string;
                };
                Returns: {
                    "avg_execution_time_ms": number;
                    "capabilities": NonNullable<Json>;
                    "config": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string | null;
                    "failed_executions": number;
                    "id": string;
                    "input_schema": Json | null;
                    "is_public": boolean;
                    "is_template": boolean;
                    "max_concurrent_executions": number | null;
                    "max_execution_time": number | null;
                    "max_memory_mb": number | null;
                    "name": string;
                    "output_schema": Json | null;
                    "parameters": NonNullable<Json>;
                    "parent_id": string | null;
                    "phase": Database["public"]['Enums']["agent_phase"] | null;
                    "prompt_template": string | null;
                    "purpose": string | null;
                    "slug": string | null;
                    "status": Database["public"]['Enums']["agent_status"];
                    "successful_executions": number;
                    "tags": (string)[];
                    "tenant_id": string;
                    "timed_executions": number;
                    "total_execution_time_ms": number;
                    "total_executions": number;
                    "type": Database["public"]['Enums']["agent_type"];
                    "updated_at": string;
                    "user_id": string | null;
                    "version": number;
                };
                SetofOptions: {
                    from: "*";
                    to: "agents";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "delete_artifact": {
                Args: {
                    "p_artifact_id": string;
                };
                Returns: {
                    "content": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "id": string;
                    "metadata": Json | null;
                    "tenant_id": string;
                    "type": Database["public"]['Enums']["artifact_type"];
                    "updated_at": string;
                    "updated_by": string;
                    "user_id": string;
                    "venture_id": string;
                    "version": number;
                };
                SetofOptions: {
                    from: "*";
                    to: "artifacts";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "delete_budget": {
                Args: {
                    "p_budget_id": string;
                };
                Returns: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "id": string;
                    "is_active": boolean;
                    "kind": Database["public"]['Enums']["budget_kind"];
                    "limit_usd": number;
                    "name": string;
                    "period": Database["public"]['Enums']["budget_period"];
                    "prompt_id": string | null;
                    "tenant_id": string;
                    "thresholds": (number)[];
                    "updated_at": string;
                    "user_id": string | null;
                    "workflow_id": string | null;
                };
                SetofOptions: {
                    from: "*";
                    to: "budgets";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "delete_deployment": {
                Args: {
                    "p_deployment_id": string;
                };
                Returns: {
                    "agent_id": string | null;
                    "allocated_cpu_shares": number;
                    "allocated_memory_mb": number;
                    "avg_response_time_ms": number;
                    "config": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "deployed_at": string | null;
                    "description": string | null;
                    "endpoint_url": string | null;
                    "environment": Database["public"]['Enums']["environment_tier"];
                    "environment_variable_names": (string)[];
                    "health_status": Database["public"]['Enums']["health_status"];
                    "id": string;
                    "last_health_check_at": string | null;
                    "name": string;
                    "status": Database["public"]['Enums']["deployment_status"];
                    "tenant_id": string;
                    "total_errors": number;
                    "total_requests": number;
                    "updated_at": string;
                    "user_id": string;
                    "workflow_id": string | null;
                };
                SetofOptions: {
                    from: "*";
                    to: "deployments";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "delete_idea": {
                Args: {
                    "p_idea_id": string;
                };
                Returns: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string;
                    "id": string;
                    "status": Database["public"]['Enums']["idea_status"];
                    "tenant_id": string;
                    "title": string;
                    "updated_at": string;
                    "user_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "business_ideas";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "delete_persona": {
                Args: {
                    "p_persona_id": string;
                };
                Returns: {
                    "attributes": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "evidence_tier": Database["public"]['Enums']["evidence_tier"];
                    "frustrations": (string)[];
                    "goals": (string)[];
                    "id": string;
                    "name": string;
                    "occupation": string | null;
                    "summary": string | null;
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                    "venture_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "personas";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "delete_project": {
                Args: {
                    "p_project_id": string;
                };
                Returns: {
                    "created_at": string;
                    "current_phase": Database["public"]['Enums']["specification_phase"];
                    "deleted_at": string | null;
                    "description": string | null;
                    "id": string;
                    "name": string;
                    "owner_id": string;
                    "settings": NonNullable<Json>;
                    "status": Database["public"]['Enums']["project_status"];
                    "tenant_id": string;
                    "updated_at": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "specification_projects";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "delete_prompt": {
                Args: {
                    "p_prompt_id": string;
                };
                Returns: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string | null;
                    "fallback_model": string | null;
                    "id": string;
                    "model": string | null;
                    "name": string;
                    "parameters": NonNullable<Json>;
                    "published_at": string | null;
                    "published_version": number | null;
                    "status": Database["public"]['Enums']["prompt_status"];
                    "tags": (string)[];
                    "template": string;
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                    "variables": NonNullable<Json>;
                    "version": number;
                };
                SetofOptions: {
                    from: "*";
                    to: "prompts";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "delete_requirement": {
                Args: {
                    "p_requirement_id": string;
                };
                Returns: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string;
                    "evidence_tier": Database["public"]['Enums']["evidence_tier"];
                    "evidence_url": string | null;
                    "id": string;
                    "is_critical": boolean;
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                    "venture_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "requirements";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "delete_template": {
                Args: {
                    "p_template_id": string;
                };
                Returns: {
                    "category": string;
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string | null;
                    "id": string;
                    "is_official": boolean;
                    "is_public": boolean;
                    "name": string;
                    "rating_average": number;
                    "rating_count": number;
                    "rating_total": number;
                    "tags": (string)[];
                    "template_data": NonNullable<Json>;
                    "tenant_id": string;
                    "type": Database["public"]['Enums']["template_type"];
                    "updated_at": string;
                    "usage_count": number;
                    "user_id": string | null;
                };
                SetofOptions: {
                    from: "*";
                    to: "templates";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "delete_tenant": {
                Args: {
                    "p_tenant_id": string;
                };
                Returns: {
                    "agent_checkpoints_kept_days": number | null;
                    "api_keys_limit": number | null;
                    "created_at": string;
                    "deleted_at": string | null;
                    "execution_logs_kept_days": number | null;
                    "id": string;
                    "name": string;
                    "personal_user_id": string | null;
                    "plan": Database["public"]['Enums']["user_plan"];
                    "queue_concurrency": number | null;
                    "requests_per_minute": number | null;
                    "telemetry_kept_days": number | null;
                    "time_zone": string;
                    "tokens_per_minute": number | null;
                    "updated_at": string;
                    "webhook_deliveries_kept_days": number | null;
                    "workflow_execution_logs_kept_days": number | null;
                };
                SetofOptions: {
                    from: "*";
                    to: "tenants";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "delete_user_story": {
                Args: {
                    "p_user_story_id": string;
                };
                Returns: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string | null;
                    "evidence_tier": Database["public"]['Enums']["evidence_tier"];
                    "id": string;
                    "priority": Database["public"]['Enums']["story_priority"];
                    "tenant_id": string;
                    "title": string;
                    "updated_at": string;
                    "user_id": string;
                    "venture_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "user_stories";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "delete_venture": {
                Args: {
                    "p_venture_id": string;
                };
                Returns: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string;
                    "id": string;
                    "name": string;
                    "phase": Database["public"]['Enums']["venture_phase"];
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "ventures";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "delete_workflow": {
                Args: {
                    "p_workflow_id": string;
                };
                Returns: {
                    "avg_execution_time_ms": number;
                    "created_at": string;
                    "definition": NonNullable<Json>;
                    "deleted_at": string | null;
                    "description": string | null;
                    "failed_executions": number;
                    "id": string;
                    "is_public": boolean;
                    "last_execution_at": string | null;
                    "name": string;
                    "parent_id": string | null;
                    "schedule_cron": string | null;
                    "schedule_enabled": boolean;
                    "schedule_timezone": string;
                    "status": Database["public"]['Enums']["workflow_status"];
                    "successful_executions": number;
                    "tags": (string)[];
                    "tenant_id": string;
                    "timed_executions": number;
                    "total_execution_time_ms": number;
                    "total_executions": number;
                    "trigger_config": NonNullable<Json>;
                    "updated_at": string;
                    "user_id": string;
                    "version": number;
                };
                SetofOptions: {
                    from: "*";
                    to: "workflows";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "delete_workflow_step": {
                Args: {
                    "p_step_id": string;
                };
                Returns: {
                    "agent_id": string | null;
                    "agent_tenant_id": string | null;
                    "config": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "depends_on": (string)[];
                    "id": string;
                    "inputs": NonNullable<Json>;
                    "is_public": boolean;
                    "on_error": Database["public"]['Enums']["error_handling"];
                    "outputs": NonNullable<Json>;
                    "position": number;
                    "retry_count": number;
                    "retry_delay_ms": number;
                    "step_key": string;
                    "step_name": string;
                    "step_type": Database["public"]['Enums']["workflow_step_type"];
                    "tenant_id": string;
                    "timeout_ms": number;
                    "updated_at": string;
                    "workflow_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "workflow_steps";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "deleted_ventures": {
                Args: {
                    "p_limit"?: number;
                    "p_offset"?: number;
                };
                Returns: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string;
                    "id": string;
                    "name": string;
                    "phase": Database["public"]['Enums']["venture_phase"];
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                }[];
                SetofOptions: {
                    from: "*";
                    to: "ventures";
                    isOneToOne: false;
                    isSetofReturn: true;
                };
            };
            "deployment_environment": {
                Args: {
                    "p_deployment_id": string;
                };
                Returns: Json;
            };
            "end_backup_run": {
                Args: {
                    "p_error"?: Json;
                    "p_id": string;
                    "p_lease_token": string;
                    "p_result"?: Json;
                    "p_status": Database["public"]['Enums']["backup_run_status"];
                };
                Returns: Json;
            };
            "end_operator_alert": {
                Args: {
                    "p_attempt": number;
                    "p_error"?: string;
                    "p_id": string;
                    "p_retry_seconds"?: (number)[];
                    "p_was_cleared": boolean;
                };
                Returns: boolean;
            };
            "end_webhook_delivery": {
                Args: {
                    "p_attempt": number;
                    "p_delivery_id": string;
                    "p_error"?: string;
                    "p_response_status"?: number;
                    "p_retry_after_seconds"?: number;
                    "p_retry_seconds"?: (number)[];
                };
                Returns: Json;
            };
            "enqueue_execution": {
                Args: {
                    "p_api_key"?: Json;
                    "p_asking"?: Json;
                    "p_context"?: Json;
                    "p_edge_function_id"?: string;
                    "p_idempotency_hash"?: string;
                    "p_idempotency_key"?: string;
                    "p_inputs"?: Json;
                    "p_model"?: string;
                    "p_priority"?: string;
                    "p_prompt": string;
                    "p_tenant_id": string;
                    "p_user_id": string;
                    "p_version"?: number;
                };
                Returns: Json;
            };
            "execution_metrics": {
                Args: {
                    "p_from"?: string;
                    "p_prompt_id"?: string;
                    "p_to"?: string;
                };
                Returns: {
                    "avg_cost_usd": number;
                    "avg_latency_ms": number;
                    "cancelled": number;
                    "completed": number;
                    "failed": number;
                    "input_tokens": number;
                    "output_tokens": number;
                    "p50_latency_ms": number;
                    "p95_latency_ms": number;
                    "p99_latency_ms": number;
                    "pending": number;
                    "running": number;
                    "success_rate": number;
                    "total": number;
                    "total_cost_usd": number;
                }[];
            };
            "export_audit": {
                Args: {
                    "p_after"?: number;
                    "p_limit"?: number;
                    "p_tenant_id"?: string;
                };
                Returns: string[];
            };
            "extend_backup_run": {
                Args: {
                    "p_id": string;
                    "p_lease_seconds"?: number;
                    "p_lease_token": string;
                    "p_progress"?: Json;
                };
                Returns: Json;
            };
            "extend_execution_lease": {
                Args: {
                    "p_execution_id": string;
                    "p_lease_id": string;
                    "p_lease_seconds"?: number;
                };
                Returns: Json;
            };
            "extend_task_lease": {
                Args: {
                    "p_lease_seconds"?: number;
                    "p_queue": string;
                    "p_run_id": string;
                };
                Returns: boolean;
            };
            "fail_task": {
                Args: {
                    "p_queue": string;
                    "p_reason"?: Json;
                    "p_retry_at"?: string;
                    "p_run_id": string;
                };
                Returns: boolean;
            };
            "hand_over_project": {
                Args: {
                    "p_project_id": string;
                    "p_user_id": string;
                };
                Returns: {
                    "created_at": string;
                    "current_phase": Database["public"]['Enums']["specification_phase"];
                    "deleted_at": string | null;
                    "description": string | null;
                    "id": string;
                    "name": string;
                    "owner_id": string;
                    "settings": NonNullable<Json>;
                    "status": Database["public"]['Enums']["project_status"];
                    "tenant_id": string;
                    "updated_at": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "specification_projects";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "health_figures": {
                Args: Record<PropertyKey, never>;
                Returns: Json;
            };
            "idea_statistics": {
                Args: {
                    "p_user_id"?: string;
                };
                Returns: {
                    "avg_description_length": number;
                    "avg_evaluation_seconds": number;
                    "avg_score": number;
                    "completed": number;
                    "completed_evaluations": number;
                    "draft": number;
                    "evaluating": number;
                    "evaluations": number;
                    "failed_evaluations": number;
                    "ideas": number;
                    "open_evaluations": number;
                    "submitted": number;
                }[];
            };
            "invite_member": {
                Args: {
                    "p_email": string;
                    "p_role"?: Database["public"]['Enums']["tenant_role"];
                };
                Returns: Json;
            };
            "learn_list_price": {
                Args: {
                    "p_call_usd"?: number;
                    "p_input_usd_per_mtok": number;
                    "p_model": string;
                    "p_output_usd_per_mtok": number;
                    "p_version": string;
                };
                Returns: boolean;
            };
            "leave_tenant": {
                Args: {
                    "p_tenant_id": string;
                };
                Returns: {
                    "created_at": string;
                    "role": Database["public"]['Enums']["tenant_role"];
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "user_roles";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "list_projects": {
                Args: {
                    "p_limit"?: number;
                    "p_page"?: number;
                    "p_search"?: string;
                    "p_status"?: Database["public"]['Enums']["project_status"];
                };
                Returns: Json;
            };
            "model_calls": {
                Args: {
                    "": Database["public"]['Tables']["executions"]['Row'];
                };
                Returns: {
                    error: true;
                } & "the function public.model_calls with parameter or with a single unnamed json/jsonb parameter, but no matches were found in the schema cache";
                SetofOptions: {
                    from: "executions";
                    to: "cost_tracking";
                    isOneToOne: false;
                    isSetofReturn: true;
                };
            };
            "new_agent_version": {
                Args: {
                    "p_agent_id": string;
                };
                Returns: {
                    "avg_execution_time_ms": number;
                    "capabilities": NonNullable<Json>;
                    "config": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string | null;
                    "failed_executions": number;
                    "id": string;
                    "input_schema": Json | null;
                    "is_public": boolean;
                    "is_template": boolean;
                    "max_concurrent_executions": number | null;
                    "max_execution_time": number | null;
                    "max_memory_mb": number | null;
                    "name": string;
                    "output_schema": Json | null;
                    "parameters": NonNullable<Json>;
                    "parent_id": string | null;
                    "phase": Database["public"]['Enums']["agent_phase"] | null;
                    "prompt_template": string | null;
                    "purpose": string | null;
                    "slug": string | null;
                    "status": Database["public"]['Enums']["agent_status"];
                    "successful_executions": number;
                    "tags": (string)[];
                    "tenant_id": string;
                    "timed_executions": number;
                    "total_execution_time_ms": number;
                    "total_executions": number;
                    "type": Database["public"]['Enums']["agent_type"];
                    "updated_at": string;
                    "user_id": string | null;
                    "version": number;
                };
                SetofOptions: {
                    from: "*";
                    to: "agents";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "new_workflow_version": {
                Args: {
                    "p_workflow_id": string;
                };
                Returns: {
                    "avg_execution_time_ms": number;
                    "created_at": string;
                    "definition": NonNullable<Json>;
                    "deleted_at": string | null;
                    "description": string | null;
                    "failed_executions": number;
                    "id": string;
                    "is_public": boolean;
                    "last_execution_at": string | null;
                    "name": string;
                    "parent_id": string | null;
                    "schedule_cron": string | null;
                    "schedule_enabled": boolean;
                    "schedule_timezone": string;
                    "status": Database["public"]['Enums']["workflow_status"];
                    "successful_executions": number;
                    "tags": (string)[];
                    "tenant_id": string;
                    "timed_executions": number;
                    "total_execution_time_ms": number;
                    "total_executions": number;
                    "trigger_config": NonNullable<Json>;
                    "updated_at": string;
                    "user_id": string;
                    "version": number;
                };
                SetofOptions: {
                    from: "*";
                    to: "workflows";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "open_divergence_alerts": {
                Args: {
                    "p_limit"?: number;
                    "p_offset"?: number;
                    "p_severity"?: Database["public"]['Enums']["divergence_severity"];
                };
                Returns: {
                    "actual": NonNullable<Json>;
                    "component": string;
                    "created_at": string;
                    "detected_at": string;
                    "expected": NonNullable<Json>;
                    "id": string;
                    "resolved_at": string | null;
                    "severity": Database["public"]['Enums']["divergence_severity"];
                    "tenant_id": string;
                    "updated_at": string;
                    "venture_id": string;
                }[];
                SetofOptions: {
                    from: "*";
                    to: "divergence_alerts";
                    isOneToOne: false;
                    isSetofReturn: true;
                };
            };
            "open_thread": {
                Args: {
                    "p_content": string;
                    "p_document_id": string;
                    "p_position": Json;
                };
                Returns: {
                    "created_at": string;
                    "document_id": string;
                    "id": string;
                    "position": NonNullable<Json>;
                    "project_id": string;
                    "resolved_at": string | null;
                    "resolved_by": string | null;
                    "status": Database["public"]['Enums']["comment_status"];
                    "tenant_id": string;
                    "updated_at": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "comment_threads";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "operational_metrics": {
                Args: Record<PropertyKey, never>;
                Returns: Json;
            };
            "project_analytics": {
                Args: {
                    "p_project_ids": (string)[];
                };
                Returns: {
                    "average_quality_score": number;
                    "comment_count": number;
                    "current_phase": Database["public"]['Enums']["specification_phase"];
                    "document_count": number;
                    "last_activity": string;
                    "name": string;
                    "project_id": string;
                    "team_member_count": number;
                }[];
            };
            "provider_keys_to_reencrypt": {
                Args: {
                    "p_after"?: string;
                    "p_encryption_key": string;
                    "p_limit"?: number;
                    "p_operator_id": string;
                };
                Returns: {
                    "ciphertext": string;
                    "encryption_key": string;
                    "id": string;
                    "provider": string;
                    "remaining": number;
                    "tenant_id": string;
                }[];
            };
            "prune_old_rows": {
                Args: {
                    "p_batch"?: number;
                    "p_seconds"?: number;
                };
                Returns: Json;
            };
            "publish_prompt": {
                Args: {
                    "p_change_log"?: string;
                    "p_prompt_id": string;
                };
                Returns: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string | null;
                    "fallback_model": string | null;
                    "id": string;
                    "model": string | null;
                    "name": string;
                    "parameters": NonNullable<Json>;
                    "published_at": string | null;
                    "published_version": number | null;
                    "status": Database["public"]['Enums']["prompt_status"];
                    "tags": (string)[];
                    "template": string;
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                    "variables": NonNullable<Json>;
                    "version": number;
                };
                SetofOptions: {
                    from: "*";
                    to: "prompts";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "queue_backup_run": {
                Args: {
                    "p_backup_id"?: string;
                    "p_kind": Database["public"]['Enums']["backup_kind"];
                    "p_scheduled_at": string;
                };
                Returns: string;
            };
            "queue_status": {
                Args: {
                    "p_tenants"?: number;
                };
                Returns: Json;
            };
            "raise_execution_hold": {
                Args: {
                    "p_execution_id": string;
                    "p_hold_usd": number;
                    "p_lease_id": string;
                };
                Returns: Json;
            };
            "recompute_costs": {
                Args: {
                    "p_dry_run"?: boolean;
                    "p_from": string;
                    "p_limit"?: number;
                    "p_tenant_id"?: string;
                    "p_to"?: string;
                };
                Returns: {
                    "calls": number;
                    "difference_usd": number;
                    "model": string;
                    "price_version": string;
                }[];
            };
            "record_budget_refusal": {
                Args: {
                    "p_budget_id": string;
                };
                Returns: boolean;
            };
            "record_progress": {
                Args: {
                    "p_completed_lessons"?: (string)[];
                    "p_exercise_results"?: Json;
                    "p_module_id": string;
                    "p_skill_assessments"?: Json;
                    "p_status"?: Database["public"]['Enums']["progress_status"];
                };
                Returns: {
                    "completed_at": string | null;
                    "completed_lessons": (string)[];
                    "created_at": string;
                    "exercise_results": NonNullable<Json>;
                    "id": string;
                    "last_accessed": string | null;
                    "module_id": string;
                    "module_tenant_id": string;
                    "skill_assessments": NonNullable<Json>;
                    "status": Database["public"]['Enums']["progress_status"];
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "user_progress";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "redeliver_webhook": {
                Args: {
                    "p_delivery_id": string;
                };
                Returns: {
                    "attempts": number;
                    "created_at": string;
                    "delivered_at": string | null;
                    "endpoint_id": string;
                    "error": string | null;
                    "event_id": string;
                    "event_type": string;
                    "id": string;
                    "last_attempt_at": string | null;
                    "next_attempt_at": string | null;
                    "payload": NonNullable<Json>;
                    "response_status": number | null;
                    "status": Database["public"]['Enums']["webhook_delivery_status"];
                    "tenant_id": string;
                    "updated_at": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "webhook_deliveries";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "reencrypt_provider_keys": {
                Args: {
                    "p_keys": Json;
                    "p_operator_id": string;
                };
                Returns: number;
            };
            "release_execution": {
                Args: {
                    "p_calls"?: Json;
                    "p_execution_id": string;
                    "p_lease_id": string;
                    "p_logs"?: Json;
                };
                Returns: boolean;
            };
            "remove_member": {
                Args: {
                    "p_user_id": string;
                };
                Returns: {
                    "created_at": string;
                    "role": Database["public"]['Enums']["tenant_role"];
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "user_roles";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "remove_team_member": {
                Args: {
                    "p_project_id": string;
                    "p_user_id": string;
                };
                Returns: {
                    "created_at": string;
                    "id": string;
                    "project_id": string;
                    "role": Database["public"]['Enums']["team_role"];
                    "status": Database["public"]['Enums']["team_member_status"];
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "team_members";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "reopen_thread": {
                Args: {
                    "p_thread_id": string;
                };
                Returns: {
                    "created_at": string;
                    "document_id": string;
                    "id": string;
                    "position": NonNullable<Json>;
                    "project_id": string;
                    "resolved_at": string | null;
                    "resolved_by": string | null;
                    "status": Database["public"]['Enums']["comment_status"];
                    "tenant_id": string;
                    "updated_at": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "comment_threads";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "requirements_by_evidence_tier": {
                Args: {
                    "p_evidence_tier": Database["public"]['Enums']["evidence_tier"];
                    "p_limit"?: number;
                    "p_offset"?: number;
                };
                Returns: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string;
                    "evidence_tier": Database["public"]['Enums']["evidence_tier"];
                    "evidence_url": string | null;
                    "id": string;
                    "is_critical": boolean;
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                    "venture_id": string;
                }[];
                SetofOptions: {
                    from: "*";
                    to: "requirements";
                    isOneToOne: false;
                    isSetofReturn: true;
                };
            };
            "resolve_divergence_alert": {
                Args: {
                    "p_alert_id": string;
                };
                Returns: {
                    "actual": NonNullable<Json>;
                    "component": string;
                    "created_at": string;
                    "detected_at": string;
                    "expected": NonNullable<Json>;
                    "id": string;
                    "resolved_at": string | null;
                    "severity": Database["public"]['Enums']["divergence_severity"];
                    "tenant_id": string;
                    "updated_at": string;
                    "venture_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "divergence_alerts";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "resolve_thread": {
                Args: {
                    "p_thread_id": string;
                };
                Returns: {
                    "created_at": string;
                    "document_id": string;
                    "id": string;
                    "position": NonNullable<Json>;
                    "project_id": string;
                    "resolved_at": string | null;
                    "resolved_by": string | null;
                    "status": Database["public"]['Enums']["comment_status"];
                    "tenant_id": string;
                    "updated_at": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "comment_threads";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "restore_agent": {
                Args: {
                    "p_agent_id": string;
                };
                Returns: {
                    "avg_execution_time_ms": number;
                    "capabilities": NonNullable<Json>;
                    "config": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string | null;
                    "failed_executions": number;
                    "id": string;
                    "input_schema": Json | null;
                    "is_public": boolean;
                    "is_template": boolean;
                    "max_concurrent_executions": number | null;
                    "max_execution_time": number | null;
                    "max_memory_mb": number | null;
                    "name": string;
                    "output_schema": Json | null;
                    "parameters": NonNullable<Json>;
                    "parent_id": string | null;
                    "phase": Database["public"]['Enums']["agent_phase"] | null;
                    "prompt_template": string | null;
                    "purpose": string | null;
                    "slug": string | null;
                    "status": Database["public"]['Enums']["agent_status"];
                    "successful_executions": number;
                    "tags": (string)[];
                    "tenant_id": string;
                    "timed_executions": number;
                    "total_execution_time_ms": number;
                    "total_executions": number;
                    "type": Database["public"]['Enums']["agent_type"];
                    "updated_at": string;
                    "user_id": string | null;
                    "version": number;
                };
                SetofOptions: {
                    from: "*";
                    to: "agents";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "restore_artifact": {
                Args: {
                    "p_artifact_id": string;
                };
                Returns: {
                    "content": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "id": string;
                    "metadata": Json | null;
                    "tenant_id": string;
                    "type": Database["public"]['Enums']["artifact_type"];
                    "updated_at": string;
                    "updated_by": string;
                    "user_id": string;
                    "venture_id": string;
                    "version": number;
                };
                SetofOptions: {
                    from: "*";
                    to: "artifacts";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "restore_budget": {
                Args: {
                    "p_budget_id": string;
                };
                Returns: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "id": string;
                    "is_active": boolean;
                    "kind": Database["public"]['Enums']["budget_kind"];
                    "limit_usd": number;
                    "name": string;
                    "period": Database["public"]['Enums']["budget_period"];
                    "prompt_id": string | null;
                    "tenant_id": string;
                    "thresholds": (number)[];
                    "updated_at": string;
                    "user_id": string | null;
                    "workflow_id": string | null;
                };
                SetofOptions: {
                    from: "*";
                    to: "budgets";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "restore_deployment": {
                Args: {
                    "p_deployment_id": string;
                };
                Returns: {
                    "agent_id": string | null;
                    "allocated_cpu_shares": number;
                    "allocated_memory_mb": number;
                    "avg_response_time_ms": number;
                    "config": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "deployed_at": string | null;
                    "description": string | null;
                    "endpoint_url": string | null;
                    "environment": Database["public"]['Enums']["environment_tier"];
                    "environment_variable_names": (string)[];
                    "health_status": Database["public"]['Enums']["health_status"];
                    "id": string;
                    "last_health_check_at": string | null;
                    "name": string;
                    "status": Database["public"]['Enums']["deployment_status"];
                    "tenant_id": string;
                    "total_errors": number;
                    "total_requests": number;
                    "updated_at": string;
                    "user_id": string;
                    "workflow_id": string | null;
                };
                SetofOptions: {
                    from: "*";
                    to: "deployments";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "restore_idea": {
                Args: {
                    "p_idea_id": string;
                };
                Returns: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string;
                    "id": string;
                    "status": Database["public"]['Enums']["idea_status"];
                    "tenant_id": string;
                    "title": string;
                    "updated_at": string;
                    "user_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "business_ideas";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "restore_persona": {
                Args: {
                    "p_persona_id": string;
                };
                Returns: {
                    "attributes": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "evidence_tier": Database["public"]['Enums']["evidence_tier"];
                    "frustrations": (string)[];
                    "goals": (string)[];
                    "id": string;
                    "name": string;
                    "occupation": string | null;
                    "summary": string | null;
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                    "venture_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "personas";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "restore_project": {
                Args: {
                    "p_project_id": string;
                };
                Returns: {
                    "created_at": string;
                    "current_phase": Database["public"]['Enums']["specification_phase"];
                    "deleted_at": string | null;
                    "description": string | null;
                    "id": string;
                    "name": string;
                    "owner_id": string;
                    "settings": NonNullable<Json>;
                    "status": Database["public"]['Enums']["project_status"];
                    "tenant_id": string;
                    "updated_at": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "specification_projects";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "restore_prompt": {
                Args: {
                    "p_prompt_id": string;
                };
                Returns: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string | null;
                    "fallback_model": string | null;
                    "id": string;
                    "model": string | null;
                    "name": string;
                    "parameters": NonNullable<Json>;
                    "published_at": string | null;
                    "published_version": number | null;
                    "status": Database["public"]['Enums']["prompt_status"];
                    "tags": (string)[];
                    "template": string;
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                    "variables": NonNullable<Json>;
                    "version": number;
                };
                SetofOptions: {
                    from: "*";
                    to: "prompts";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "restore_requirement": {
                Args: {
                    "p_requirement_id": string;
                };
                Returns: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string;
                    "evidence_tier": Database["public"]['Enums']["evidence_tier"];
                    "evidence_url": string | null;
                    "id": string;
                    "is_critical": boolean;
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                    "venture_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "requirements";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "restore_template": {
                Args: {
                    "p_template_id": string;
                };
                Returns: {
                    "category": string;
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string | null;
                    "id": string;
                    "is_official": boolean;
                    "is_public": boolean;
                    "name": string;
                    "rating_average": number;
                    "rating_count": number;
                    "rating_total": number;
                    "tags": (string)[];
                    "template_data": NonNullable<Json>;
                    "tenant_id": string;
                    "type": Database["public"]['Enums']["template_type"];
                    "updated_at": string;
                    "usage_count": number;
                    "user_id": string | null;
                };
                SetofOptions: {
                    from: "*";
                    to: "templates";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "restore_tenant": {
                Args: {
                    "p_tenant_id": string;
                };
                Returns: {
                    "agent_checkpoints_kept_days": number | null;
                    "api_keys_limit": number | null;
                    "created_at": string;
                    "deleted_at": string | null;
                    "execution_logs_kept_days": number | null;
                    "id": string;
                    "name": string;
                    "personal_user_id": string | null;
                    "plan": Database["public"]['Enums']["user_plan"];
                    "queue_concurrency": number | null;
                    "requests_per_minute": number | null;
                    "telemetry_kept_days": number | null;
                    "time_zone": string;
                    "tokens_per_minute": number | null;
                    "updated_at": string;
                    "webhook_deliveries_kept_days": number | null;
                    "workflow_execution_logs_kept_days": number | null;
                };
                SetofOptions: {
                    from: "*";
                    to: "tenants";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "restore_user_story": {
                Args: {
                    "p_user_story_id": string;
                };
                Returns: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string | null;
                    "evidence_tier": Database["public"]['Enums']["evidence_tier"];
                    "id": string;
                    "priority": Database["public"]['Enums']["story_priority"];
                    "tenant_id": string;
                    "title": string;
                    "updated_at": string;
                    "user_id": string;
                    "venture_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "user_stories";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "restore_venture": {
                Args: {
                    "p_venture_id": string;
                };
                Returns: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string;
                    "id": string;
                    "name": string;
                    "phase": Database["public"]['Enums']["venture_phase"];
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "ventures";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "restore_workflow": {
                Args: {
                    "p_workflow_id": string;
                };
                Returns: {
                    "avg_execution_time_ms": number;
                    "created_at": string;
                    "definition": NonNullable<Json>;
                    "deleted_at": string | null;
                    "description": string | null;
                    "failed_executions": number;
                    "id": string;
                    "is_public": boolean;
                    "last_execution_at": string | null;
                    "name": string;
                    "parent_id": string | null;
                    "schedule_cron": string | null;
                    "schedule_enabled": boolean;
                    "schedule_timezone": string;
                    "status": Database["public"]['Enums']["workflow_status"];
                    "successful_executions": number;
                    "tags": (string)[];
                    "tenant_id": string;
                    "timed_executions": number;
                    "total_execution_time_ms": number;
                    "total_executions": number;
                    "trigger_config": NonNullable<Json>;
                    "updated_at": string;
                    "user_id": string;
                    "version": number;
                };
                SetofOptions: {
                    from: "*";
                    to: "workflows";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "restore_workflow_step": {
                Args: {
                    "p_step_id": string;
                };
                Returns: {
                    "agent_id": string | null;
                    "agent_tenant_id": string | null;
                    "config": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "depends_on": (string)[];
                    "id": string;
                    "inputs": NonNullable<Json>;
                    "is_public": boolean;
                    "on_error": Database["public"]['Enums']["error_handling"];
                    "outputs": NonNullable<Json>;
                    "position": number;
                    "retry_count": number;
                    "retry_delay_ms": number;
                    "step_key": string;
                    "step_name": string;
                    "step_type": Database["public"]['Enums']["workflow_step_type"];
                    "tenant_id": string;
                    "timeout_ms": number;
                    "updated_at": string;
                    "workflow_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "workflow_steps";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "retention_settings": {
                Args: Record<PropertyKey, never>;
                Returns: {
                    "default_days": number;
                    "kept_days": number;
                    "least_days": number;
                    "most_days": number;
                    "own_days": number;
                    "table_name": string;
                }[];
            };
            "revert_artifact": {
                Args: {
                    "p_artifact_id": string;
                    "p_version": number;
                };
                Returns: {
                    "content": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "id": string;
                    "metadata": Json | null;
                    "tenant_id": string;
                    "type": Database["public"]['Enums']["artifact_type"];
                    "updated_at": string;
                    "updated_by": string;
                    "user_id": string;
                    "venture_id": string;
                    "version": number;
                };
                SetofOptions: {
                    from: "*";
                    to: "artifacts";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "revert_document": {
                Args: {
                    "p_document_id": string;
                    "p_version": number;
                };
                Returns: {
                    "content": string;
                    "created_at": string;
                    "id": string;
                    "metadata": NonNullable<Json>;
                    "phase": Database["public"]['Enums']["specification_phase"];
                    "project_id": string;
                    "status": Database["public"]['Enums']["document_status"];
                    "tenant_id": string;
                    "updated_at": string;
                    "version": number;
                };
                SetofOptions: {
                    from: "*";
                    to: "specification_documents";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "revoke_api_key": {
                Args: {
                    "p_api_key_id": string;
                };
                Returns: {
                    "created_at": string;
                    "expires_at": string | null;
                    "id": string;
                    "last_four": string;
                    "last_used_at": string | null;
                    "name": string;
                    "requests_per_minute": number | null;
                    "revoked_at": string | null;
                    "rotated_from": string | null;
                    "scopes": (string)[];
                    "tenant_id": string;
                    "tokens_per_minute": number | null;
                    "updated_at": string;
                    "user_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "api_keys";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "revoke_invitation": {
                Args: {
                    "p_invitation_id": string;
                };
                Returns: {
                    "accepted_at": string | null;
                    "accepted_by": string | null;
                    "created_at": string;
                    "created_by": string;
                    "email": string;
                    "expires_at": string;
                    "id": string;
                    "revoked_at": string | null;
                    "role": Database["public"]['Enums']["tenant_role"];
                    "tenant_id": string;
                    "updated_at": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "invitations";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "revoke_provider_key": {
                Args: {
                    "p_provider_key_id": string;
                };
                Returns: {
                    "created_at": string;
                    "created_by": string;
                    "id": string;
                    "label": string | null;
                    "last_characters": string;
                    "last_refused_at": string | null;
                    "provider": string;
                    "revoked_at": string | null;
                    "revoked_by": string | null;
                    "tenant_id": string;
                    "updated_at": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "provider_keys";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "rollback_prompt": {
                Args: {
                    "p_change_log"?: string;
                    "p_prompt_id": string;
                    "p_version": number;
                };
                Returns: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string | null;
                    "fallback_model": string | null;
                    "id": string;
                    "model": string | null;
                    "name": string;
                    "parameters": NonNullable<Json>;
                    "published_at": string | null;
                    "published_version": number | null;
                    "status": Database["public"]['Enums']["prompt_status"];
                    "tags": (string)[];
                    "template": string;
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                    "variables": NonNullable<Json>;
                    "version": number;
                };
                SetofOptions: {
                    from: "*";
                    to: "prompts";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "rotate_api_key": {
                Args: {
                    "p_api_key": Json;
                    "p_api_key_id": string;
                    "p_expires_at"?: string;
                    "p_overlap_seconds"?: number;
                    "p_user_id": string;
                };
                Returns: {
                    "created_at": string;
                    "expires_at": string | null;
                    "id": string;
                    "last_four": string;
                    "last_used_at": string | null;
                    "name": string;
                    "requests_per_minute": number | null;
                    "revoked_at": string | null;
                    "rotated_from": string | null;
                    "scopes": (string)[];
                    "tenant_id": string;
                    "tokens_per_minute": number | null;
                    "updated_at": string;
                    "user_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "api_keys";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "rotate_deployment_key": {
                Args: {
                    "p_deployment_id": string;
                };
                Returns: Json;
            };
            "rotate_webhook_secret": {
                Args: {
                    "p_endpoint_id": string;
                    "p_overlap_hours"?: number;
                };
                Returns: Json;
            };
            "seal_audit": {
                Args: {
                    "p_limit"?: number;
                };
                Returns: number;
            };
            "search_agents": {
                Args: {
                    "p_limit"?: number;
                    "p_offset"?: number;
                    "p_phase"?: Database["public"]['Enums']["agent_phase"];
                    "p_public"?: boolean;
                    "p_query"?: string;
                    "p_status"?: Database["public"]['Enums']["agent_status"];
                    "p_tags"?: (string)[];
                    "p_type"?: Database["public"]['Enums']["agent_type"];
                };
                Returns: {
                    "avg_execution_time_ms": number;
                    "capabilities": NonNullable<Json>;
                    "config": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string | null;
                    "failed_executions": number;
                    "id": string;
                    "input_schema": Json | null;
                    "is_public": boolean;
                    "is_template": boolean;
                    "max_concurrent_executions": number | null;
                    "max_execution_time": number | null;
                    "max_memory_mb": number | null;
                    "name": string;
                    "output_schema": Json | null;
                    "parameters": NonNullable<Json>;
                    "parent_id": string | null;
                    "phase": Database["public"]['Enums']["agent_phase"] | null;
                    "prompt_template": string | null;
                    "purpose": string | null;
                    "slug": string | null;
                    "status": Database["public"]['Enums']["agent_status"];
                    "successful_executions": number;
                    "tags": (string)[];
                    "tenant_id": string;
                    "timed_executions": number;
                    "total_execution_time_ms": number;
                    "total_executions": number;
                    "type": Database["public"]['Enums']["agent_type"];
                    "updated_at": string;
                    "user_id": string | null;
                    "version": number;
                }[];
                SetofOptions: {
                    from: "*";
                    to: "agents";
                    isOneToOne: false;
                    isSetofReturn: true;
                };
            };
            "search_ideas": {
                Args: {
                    "p_limit"?: number;
                    "p_offset"?: number;
                    "p_query"?: string;
                    "p_status"?: Database["public"]['Enums']["idea_status"];
                    "p_user_id"?: string;
                };
                Returns: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string;
                    "id": string;
                    "status": Database["public"]['Enums']["idea_status"];
                    "tenant_id": string;
                    "title": string;
                    "updated_at": string;
                    "user_id": string;
                }[];
                SetofOptions: {
                    from: "*";
                    to: "business_ideas";
                    isOneToOne: false;
                    isSetofReturn: true;
                };
            };
            "search_prompts": {
                Args: {
                    "p_limit"?: number;
                    "p_offset"?: number;
                    "p_query"?: string;
                    "p_status"?: string;
                    "p_tags"?: (string)[];
                };
                Returns: {
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string | null;
                    "fallback_model": string | null;
                    "id": string;
                    "model": string | null;
                    "name": string;
                    "parameters": NonNullable<Json>;
                    "published_at": string | null;
                    "published_version": number | null;
                    "status": Database["public"]['Enums']["prompt_status"];
                    "tags": (string)[];
                    "template": string;
                    "tenant_id": string;
                    "updated_at": string;
                    "user_id": string;
                    "variables": NonNullable<Json>;
                    "version": number;
                }[];
                SetofOptions: {
                    from: "*";
                    to: "prompts";
                    isOneToOne: false;
                    isSetofReturn: true;
                };
            };
            "search_specifications": {
                Args: {
                    "p_limit"?: number;
                    "p_offset"?: number;
                    "p_query": string;
                };
                Returns: {
                    "document_id": string;
                    "fragment": string;
                    "kind": string;
                    "phase": Database["public"]['Enums']["specification_phase"];
                    "project_id": string;
                    "project_name": string;
                    "rank": number;
                }[];
            };
            "search_templates": {
                Args: {
                    "p_category"?: string;
                    "p_limit"?: number;
                    "p_offset"?: number;
                    "p_query"?: string;
                    "p_tags"?: (string)[];
                    "p_type"?: Database["public"]['Enums']["template_type"];
                };
                Returns: {
                    "category": string;
                    "created_at": string;
                    "deleted_at": string | null;
                    "description": string | null;
                    "id": string;
                    "is_official": boolean;
                    "is_public": boolean;
                    "name": string;
                    "rating_average": number;
                    "rating_count": number;
                    "rating_total": number;
                    "tags": (string)[];
                    "template_data": NonNullable<Json>;
                    "tenant_id": string;
                    "type": Database["public"]['Enums']["template_type"];
                    "updated_at": string;
                    "usage_count": number;
                    "user_id": string | null;
                }[];
                SetofOptions: {
                    from: "*";
                    to: "templates";
                    isOneToOne: false;
                    isSetofReturn: true;
                };
            };
            "search_workflow_executions": {
                Args: {
                    "p_from"?: string;
                    "p_limit"?: number;
                    "p_offset"?: number;
                    "p_status"?: Database["public"]['Enums']["workflow_execution_status"];
                    "p_to"?: string;
                    "p_trigger_type"?: Database["public"]['Enums']["workflow_trigger_type"];
                    "p_workflow_id"?: string;
                };
                Returns: {
                    "cancel_requested_at": string | null;
                    "completed_at": string | null;
                    "created_at": string;
                    "duration_ms": number | null;
                    "error_message": string | null;
                    "error_stack": string | null;
                    "id": string;
                    "input_data": NonNullable<Json>;
                    "output_data": NonNullable<Json>;
                    "started_at": string | null;
                    "status": Database["public"]['Enums']["workflow_execution_status"];
                    "steps_completed": number;
                    "steps_failed": number;
                    "steps_total": number;
                    "tenant_id": string;
                    "trigger_data": NonNullable<Json>;
                    "trigger_type": Database["public"]['Enums']["workflow_trigger_type"];
                    "updated_at": string;
                    "user_id": string;
                    "workflow_id": string;
                }[];
                SetofOptions: {
                    from: "*";
                    to: "workflow_executions";
                    isOneToOne: false;
                    isSetofReturn: true;
                };
            };
            "search_workflows": {
                Args: {
                    "p_limit"?: number;
                    "p_offset"?: number;
                    "p_public"?: boolean;
                    "p_query"?: string;
                    "p_status"?: Database["public"]['Enums']["workflow_status"];
                    "p_tags"?: (string)[];
                };
                Returns: {
                    "avg_execution_time_ms": number;
                    "created_at": string;
                    "definition": NonNullable<Json>;
                    "deleted_at": string | null;
                    "description": string | null;
                    "failed_executions": number;
                    "id": string;
                    "is_public": boolean;
                    "last_execution_at": string | null;
                    "name": string;
                    "parent_id": string | null;
                    "schedule_cron": string | null;
                    "schedule_enabled": boolean;
                    "schedule_timezone": string;
                    "status": Database["public"]['Enums']["workflow_status"];
                    "successful_executions": number;
                    "tags": (string)[];
                    "tenant_id": string;
                    "timed_executions": number;
                    "total_execution_time_ms": number;
                    "total_executions": number;
                    "trigger_config": NonNullable<Json>;
                    "updated_at": string;
                    "user_id": string;
                    "version": number;
                }[];
                SetofOptions: {
                    from: "*";
                    to: "workflows";
                    isOneToOne: false;
                    isSetofReturn: true;
                };
            };
            "send_test_webhook": {
                Args: {
                    "p_endpoint_id": string;
                };
                Returns: {
                    "attempts": number;
                    "created_at": string;
                    "delivered_at": string | null;
                    "endpoint_id": string;
                    "error": string | null;
                    "event_id": string;
                    "event_type": string;
                    "id": string;
                    "last_attempt_at": string | null;
                    "next_attempt_at": string | null;
                    "payload": NonNullable<Json>;
                    "response_status": number | null;
                    "status": Database["public"]['Enums']["webhook_delivery_status"];
                    "tenant_id": string;
                    "updated_at": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "webhook_deliveries";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "set_deployment_secrets": {
                Args: {
                    "p_deployment_id": string;
                    "p_environment_vars": Json;
                };
                Returns: {
                    "agent_id": string | null;
                    "allocated_cpu_shares": number;
                    "allocated_memory_mb": number;
                    "avg_response_time_ms": number;
                    "config": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "deployed_at": string | null;
                    "description": string | null;
                    "endpoint_url": string | null;
                    "environment": Database["public"]['Enums']["environment_tier"];
                    "environment_variable_names": (string)[];
                    "health_status": Database["public"]['Enums']["health_status"];
                    "id": string;
                    "last_health_check_at": string | null;
                    "name": string;
                    "status": Database["public"]['Enums']["deployment_status"];
                    "tenant_id": string;
                    "total_errors": number;
                    "total_requests": number;
                    "updated_at": string;
                    "user_id": string;
                    "workflow_id": string | null;
                };
                SetofOptions: {
                    from: "*";
                    to: "deployments";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "set_document_status": {
                Args: {
                    "p_document_id": string;
                    "p_status": Database["public"]['Enums']["document_status"];
                    "p_version"?: number;
                };
                Returns: {
                    "content": string;
                    "created_at": string;
                    "id": string;
                    "metadata": NonNullable<Json>;
                    "phase": Database["public"]['Enums']["specification_phase"];
                    "project_id": string;
                    "status": Database["public"]['Enums']["document_status"];
                    "tenant_id": string;
                    "updated_at": string;
                    "version": number;
                };
                SetofOptions: {
                    from: "*";
                    to: "specification_documents";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "set_project_status": {
                Args: {
                    "p_project_id": string;
                    "p_status": Database["public"]['Enums']["project_status"];
                };
                Returns: {
                    "created_at": string;
                    "current_phase": Database["public"]['Enums']["specification_phase"];
                    "deleted_at": string | null;
                    "description": string | null;
                    "id": string;
                    "name": string;
                    "owner_id": string;
                    "settings": NonNullable<Json>;
                    "status": Database["public"]['Enums']["project_status"];
                    "tenant_id": string;
                    "updated_at": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "specification_projects";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "set_provider_key": {
                Args: {
                    "p_ciphertext": string;
                    "p_encryption_key": string;
                    "p_label": string;
                    "p_last_characters": string;
                    "p_provider": string;
                    "p_provider_key_id": string;
                    "p_tenant_id": string;
                    "p_user_id": string;
                };
                Returns: {
                    "created_at": string;
                    "created_by": string;
                    "id": string;
                    "label": string | null;
                    "last_characters": string;
                    "last_refused_at": string | null;
                    "provider": string;
                    "revoked_at": string | null;
                    "revoked_by": string | null;
                    "tenant_id": string;
                    "updated_at": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "provider_keys";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "settle_execution": {
                Args: {
                    "p_calls"?: Json;
                    "p_execution_id": string;
                    "p_lease_id": string;
                    "p_logs"?: Json;
                    "p_result": Json;
                };
                Returns: Json;
            };
            "start_deployment": {
                Args: {
                    "p_deployment_id": string;
                };
                Returns: {
                    "agent_id": string | null;
                    "allocated_cpu_shares": number;
                    "allocated_memory_mb": number;
                    "avg_response_time_ms": number;
                    "config": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "deployed_at": string | null;
                    "description": string | null;
                    "endpoint_url": string | null;
                    "environment": Database["public"]['Enums']["environment_tier"];
                    "environment_variable_names": (string)[];
                    "health_status": Database["public"]['Enums']["health_status"];
                    "id": string;
                    "last_health_check_at": string | null;
                    "name": string;
                    "status": Database["public"]['Enums']["deployment_status"];
                    "tenant_id": string;
                    "total_errors": number;
                    "total_requests": number;
                    "updated_at": string;
                    "user_id": string;
                    "workflow_id": string | null;
                };
                SetofOptions: {
                    from: "*";
                    to: "deployments";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "start_workflow_execution": {
                Args: {
                    "p_input"?: Json;
                    "p_trigger_data"?: Json;
                    "p_workflow_id": string;
                };
                Returns: {
                    "cancel_requested_at": string | null;
                    "completed_at": string | null;
                    "created_at": string;
                    "duration_ms": number | null;
                    "error_message": string | null;
                    "error_stack": string | null;
                    "id": string;
                    "input_data": NonNullable<Json>;
                    "output_data": NonNullable<Json>;
                    "started_at": string | null;
                    "status": Database["public"]['Enums']["workflow_execution_status"];
                    "steps_completed": number;
                    "steps_failed": number;
                    "steps_total": number;
                    "tenant_id": string;
                    "trigger_data": NonNullable<Json>;
                    "trigger_type": Database["public"]['Enums']["workflow_trigger_type"];
                    "updated_at": string;
                    "user_id": string;
                    "workflow_id": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "workflow_executions";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "stop_deployment": {
                Args: {
                    "p_deployment_id": string;
                };
                Returns: {
                    "agent_id": string | null;
                    "allocated_cpu_shares": number;
                    "allocated_memory_mb": number;
                    "avg_response_time_ms": number;
                    "config": NonNullable<Json>;
                    "created_at": string;
                    "deleted_at": string | null;
                    "deployed_at": string | null;
                    "description": string | null;
                    "endpoint_url": string | null;
                    "environment": Database["public"]['Enums']["environment_tier"];
                    "environment_variable_names": (string)[];
                    "health_status": Database["public"]['Enums']["health_status"];
                    "id": string;
                    "last_health_check_at": string | null;
                    "name": string;
                    "status": Database["public"]['Enums']["deployment_status"];
                    "tenant_id": string;
                    "total_errors": number;
                    "total_requests": number;
                    "updated_at": string;
                    "user_id": string;
                    "workflow_id": string | null;
                };
                SetofOptions: {
                    from: "*";
                    to: "deployments";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "submit_idea": {
                Args: {
                    "p_idea_id": string;
                    "p_priority"?: Database["public"]['Enums']["evaluation_priority"];
                };
                Returns: {
                    "business_idea_id": string;
                    "completed_at": string | null;
                    "created_at": string;
                    "created_by": string;
                    "error_message": string | null;
                    "id": string;
                    "priority": Database["public"]['Enums']["evaluation_priority"];
                    "results": Json | null;
                    "score": number | null;
                    "started_at": string | null;
                    "status": Database["public"]['Enums']["evaluation_status"];
                    "tenant_id": string;
                    "updated_at": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "evaluations";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "sweep_executions": {
                Args: {
                    "p_limit"?: number;
                };
                Returns: number;
            };
            "sweep_webhooks": {
                Args: {
                    "p_limit"?: number;
                };
                Returns: Json;
            };
            "transition_phase": {
                Args: {
                    "p_project_id": string;
                    "p_target_phase": Database["public"]['Enums']["specification_phase"];
                };
                Returns: {
                    "created_at": string;
                    "current_phase": Database["public"]['Enums']["specification_phase"];
                    "deleted_at": string | null;
                    "description": string | null;
                    "id": string;
                    "name": string;
                    "owner_id": string;
                    "settings": NonNullable<Json>;
                    "status": Database["public"]['Enums']["project_status"];
                    "tenant_id": string;
                    "updated_at": string;
                };
                SetofOptions: {
                    from: "*";
                    to: "specification_projects";
                    isOneToOne: true;
                    isSetofReturn: false;
                };
            };
            "usage_by_day_and_model": {
                Args: {
                    "p_from"?: string;
                    "p_key_source"?: Database["public"]['Enums']["key_source"];
                    "p_to"?: string;
                };
                Returns: {
                    "calls": number;
                    "calls_without_price": number;
                    "cost_usd": number;
                    "day": string;
                    "input_tokens": number;
                    "model": string;
                    "output_tokens": number;
                    "provider": string;
                }[];
            };
            "use_template": {
                Args: {
                    "p_name"?: string;
                    "p_template_id": string;
                    "p_workflow_id"?: string;
                };
                Returns: Json;
            };
            "verify_audit_chain": {
                Args: {
                    "p_from"?: number;
                    "p_known_hash"?: string;
                    "p_known_sequence"?: number;
                    "p_tenant_id"?: string;
                    "p_to"?: number;
                };
                Returns: Json;
            };
            "verify_audit_rows": {
                Args: {
                    "p_after"?: string;
                    "p_limit"?: number;
                    "p_tenant_id"?: string;
                };
                Returns: Json;
            };
            "workflow_history": {
                Args: {
                    "p_workflow_id": string;
                };
                Returns: {
                    "avg_execution_time_ms": number;
                    "created_at": string;
                    "definition": NonNullable<Json>;
                    "deleted_at": string | null;
                    "description": string | null;
                    "failed_executions": number;
                    "id": string;
                    "is_public": boolean;
                    "last_execution_at": string | null;
                    "name": string;
                    "parent_id": string | null;
                    "schedule_cron": string | null;
                    "schedule_enabled": boolean;
                    "schedule_timezone": string;
                    "status": Database["public"]['Enums']["workflow_status"];
                    "successful_executions": number;
                    "tags": (string)[];
                    "tenant_id": string;
                    "timed_executions": number;
                    "total_execution_time_ms": number;
                    "total_executions": number;
                    "trigger_config": NonNullable<Json>;
                    "updated_at": string;
                    "user_id": string;
                    "version": number;
                }[];
                SetofOptions: {
                    from: "*";
                    to: "workflows";
                    isOneToOne: false;
                    isSetofReturn: true;
                };
            };
            "workflow_stats": {
                Args: {
                    "p_days"?: number;
                    "p_workflow_id": string;
                };
                Returns: {
                    "avg_duration": number;
                    "cancelled": number;
                    "failed": number;
                    "last_execution_at": string;
                    "p50_duration": number;
                    "p95_duration": number;
                    "pending": number;
                    "running": number;
                    "success_rate": number;
                    "successful": number;
                    "timed_out": number;
                    "total": number;
                }[];
            };
        };
        Enums: {
            "agent_execution_status": "PENDING" | "RUNNING" | "COMPLETED" | "FAILED" | "CANCELLED";
            "agent_phase": "DISCOVER" | "DEFINE" | "DESIGN" | "DEVELOP" | "DEPLOY";
            "agent_result_status": "pending" | "running" | "completed" | "failed";
            "agent_status": "draft" | "active" | "inactive" | "archived";
            "agent_type": "code" | "api" | "llm" | "data" | "workflow";
            "artifact_type": "PRD" | "PERSONA" | "WIREFRAME" | "ARCHITECTURE" | "DATA_MODEL" | "API_CONTRACT" | "TEST_SUITE" | "CODE" | "DEPLOYMENT_CONFIG";
            "backup_kind": "BACKUP" | "VERIFY" | "PRUNE";
            "backup_run_status": "RUNNING" | "SUCCEEDED" | "FAILED";
            "budget_kind": "HARD" | "WARNING";
            "budget_period": "DAY" | "MONTH";
            "call_kind": "FIRST" | "RETRY" | "REPAIR" | "FALLBACK" | "ADJUSTMENT";
            "call_outcome": "SUCCEEDED" | "FAILED" | "CANCELLED" | "UNKNOWN";
            "comment_status": "OPEN" | "RESOLVED";
            "cost_purpose": "PROMPT_EXECUTION" | "AGENT_EXECUTION" | "WORKFLOW_STEP" | "AI_REVIEW" | "AI_SUGGESTION" | "AI_VALIDATION" | "EVALUATION";
            "deployment_status": "stopped" | "starting" | "running" | "stopping" | "failed" | "maintenance";
            "difficulty_level": "BEGINNER" | "INTERMEDIATE" | "ADVANCED" | "EXPERT";
            "divergence_severity": "LOW" | "MEDIUM" | "HIGH" | "CRITICAL";
            "document_status": "DRAFT" | "REVIEW" | "APPROVED" | "ARCHIVED";
            "environment_tier": "development" | "staging" | "production";
            "error_handling": "fail" | "continue" | "retry";
            "evaluation_priority": "low" | "normal" | "high";
            "evaluation_status": "pending" | "analyzing" | "completed" | "failed";
            "evidence_tier": "E0" | "E1" | "E2" | "E3" | "E4";
            "execution_priority": "LOW" | "NORMAL" | "HIGH" | "CRITICAL";
            "execution_status": "PENDING" | "RUNNING" | "COMPLETED" | "FAILED" | "CANCELLED";
            "gate_type": "VRC" | "VCD" | "DSP" | "MDP";
            "health_status": "unknown" | "healthy" | "unhealthy" | "degraded";
            "idea_status": "draft" | "submitted" | "evaluating" | "completed";
            "key_source": "OPERATOR" | "TENANT";
            "learner_role": "STUDENT" | "DEVELOPER" | "TEAM_LEAD" | "ADMIN";
            "log_level": "DEBUG" | "INFO" | "WARN" | "ERROR";
            "price_source": "OPERATOR" | "GENAI_PRICES" | "UNKNOWN";
            "progress_status": "NOT_STARTED" | "IN_PROGRESS" | "COMPLETED" | "SKIPPED";
            "project_status": "ACTIVE" | "COMPLETED" | "ARCHIVED" | "SUSPENDED";
            "prompt_status": "DRAFT" | "PUBLISHED" | "ARCHIVED";
            "reaction_type": "LIKE" | "DISLIKE" | "HELPFUL" | "CONFUSED";
            "specification_phase": "REQUIREMENTS" | "DESIGN" | "TASKS" | "IMPLEMENTATION";
            "story_priority": "P1" | "P2" | "P3";
            "team_member_status": "ACTIVE" | "REMOVED";
            "team_role": "REVIEWER" | "MEMBER" | "LEAD";
            "template_type": "agent" | "workflow" | "step";
            "tenant_role": "VIEWER" | "MEMBER" | "ADMIN";
            "user_plan": "FREE" | "PRO" | "ENTERPRISE";
            "user_role": "admin" | "user" | "agent";
            "validation_status": "PENDING" | "PASSED" | "FAILED" | "SKIPPED";
            "validation_type": "SCHEMA" | "REGEX" | "FUNCTION";
            "venture_phase": "DISCOVER" | "DEFINE" | "DESIGN" | "DEVELOP" | "DEPLOY";
            "webhook_delivery_status": "PENDING" | "DELIVERED" | "FAILED";
            "webhook_disabled_reason": "BY_ADMIN" | "GONE" | "FAILING";
            "workflow_execution_status": "pending" | "running" | "completed" | "failed" | "cancelled" | "timeout";
            "workflow_log_level": "debug" | "info" | "warn" | "error" | "fatal";
            "workflow_status": "draft" | "active" | "inactive" | "archived";
            "workflow_step_status": "pending" | "running" | "completed" | "failed" | "skipped";
            "workflow_step_type": "agent" | "condition" | "loop" | "parallel" | "wait";
            "workflow_trigger_type": "manual" | "scheduled" | "api" | "webhook" | "event";
        };
        CompositeTypes: {
            [_ in never]: never;
        };
    };
};
type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>;
type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">];
export type Tables<DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"]) | {
    schema: keyof DatabaseWithoutInternals;
}, TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
} ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"]) : never = never> = DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
} ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
    Row: infer R;
} ? R : never : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"]) ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
    Row: infer R;
} ? R : never : never;
export type TablesInsert<DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"] | {
    schema: keyof DatabaseWithoutInternals;
}, TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
} ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] : never = never> = DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
} ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
    Insert: infer I;
} ? I : never : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"] ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
    Insert: infer I;
} ? I : never : never;
export type TablesUpdate<DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"] | {
    schema: keyof DatabaseWithoutInternals;
}, TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
} ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] : never = never> = DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
} ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
    Update: infer U;
} ? U : never : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"] ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
    Update: infer U;
} ? U : never : never;
export type Enums<DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"] | {
    schema: keyof DatabaseWithoutInternals;
}, EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
} ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"] : never = never> = DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
} ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName] : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"] ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions] : never;
export type CompositeTypes<PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"] | {
    schema: keyof DatabaseWithoutInternals;
}, CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
} ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"] : never = never> = PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
} ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName] : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"] ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions] : never;
export const Constants = {
    "public": {
        Enums: {
            "agent_execution_status": ["PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED"], "agent_phase": ["DISCOVER", "DEFINE", "DESIGN", "DEVELOP", "DEPLOY"], "agent_result_status": ["pending", "running", "completed", "failed"], "agent_status": ["draft", "active", "inactive", "archived"], "agent_type": ["code", "api", "llm", "data", "workflow"], "artifact_type": ["PRD", "PERSONA", "WIREFRAME", "ARCHITECTURE", "DATA_MODEL", "API_CONTRACT", "TEST_SUITE", "CODE", "DEPLOYMENT_CONFIG"], "backup_kind": ["BACKUP", "VERIFY", "PRUNE"], "backup_run_status": ["RUNNING", "SUCCEEDED", "FAILED"], "budget_kind": ["HARD", "WARNING"], "budget_period": ["DAY", "MONTH"], "call_kind": ["FIRST", "RETRY", "REPAIR", "FALLBACK", "ADJUSTMENT"], "call_outcome": ["SUCCEEDED", "FAILED", "CANCELLED", "UNKNOWN"], "comment_status": ["OPEN", "RESOLVED"], "cost_purpose": ["PROMPT_EXECUTION", "AGENT_EXECUTION", "WORKFLOW_STEP", "AI_REVIEW", "AI_SUGGESTION", "AI_VALIDATION", "EVALUATION"], "deployment_status": ["stopped", "starting", "running", "stopping", "failed", "maintenance"], "difficulty_level": ["BEGINNER", "INTERMEDIATE", "ADVANCED", "EXPERT"], "divergence_severity": ["LOW", "MEDIUM", "HIGH", "CRITICAL"], "document_status": ["DRAFT", "REVIEW", "APPROVED", "ARCHIVED"], "environment_tier": ["development", "staging", "production"], "error_handling": ["fail", "continue", "retry"], "evaluation_priority": ["low", "normal", "high"], "evaluation_status": ["pending", "analyzing", "completed", "failed"], "evidence_tier": ["E0", "E1", "E2", "E3", "E4"], "execution_priority": ["LOW", "NORMAL", "HIGH", "CRITICAL"], "execution_status": ["PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED"], "gate_type": ["VRC", "VCD", "DSP", "MDP"], "health_status": ["unknown", "healthy", "unhealthy", "degraded"], "idea_status": ["draft", "submitted", "evaluating", "completed"], "key_source": ["OPERATOR", "TENANT"], "learner_role": ["STUDENT", "DEVELOPER", "TEAM_LEAD", "ADMIN"], "log_level": ["DEBUG", "INFO", "WARN", "ERROR"], "price_source": ["OPERATOR", "GENAI_PRICES", "UNKNOWN"], "progress_status": ["NOT_STARTED", "IN_PROGRESS", "COMPLETED", "SKIPPED"], "project_status": ["ACTIVE", "COMPLETED", "ARCHIVED", "SUSPENDED"], "prompt_status": ["DRAFT", "PUBLISHED", "ARCHIVED"], "reaction_type": ["LIKE", "DISLIKE", "HELPFUL", "CONFUSED"], "specification_phase": ["REQUIREMENTS", "DESIGN", "TASKS", "IMPLEMENTATION"], "story_priority": ["P1", "P2", "P3"], "team_member_status": ["ACTIVE", "REMOVED"], "team_role": ["REVIEWER", "MEMBER", "LEAD"], "template_type": ["agent", "workflow", "step"], "tenant_role": ["VIEWER", "MEMBER", "ADMIN"], "user_plan": ["FREE", "PRO", "ENTERPRISE"], "user_role": ["admin", "user", "agent"], "validation_status": ["PENDING", "PASSED", "FAILED", "SKIPPED"], "validation_type": ["SCHEMA", "REGEX", "FUNCTION"], "venture_phase": ["DISCOVER", "DEFINE", "DESIGN", "DEVELOP", "DEPLOY"], "webhook_delivery_status": ["PENDING", "DELIVERED", "FAILED"], "webhook_disabled_reason": ["BY_ADMIN", "GONE", "FAILING"], "workflow_execution_status": ["pending", "running", "completed", "failed", "cancelled", "timeout"], "workflow_log_level": ["debug", "info", "warn", "error", "fatal"], "workflow_status": ["draft", "active", "inactive", "archived"], "workflow_step_status": ["pending", "running", "completed", "failed", "skipped"], "workflow_step_type": ["agent", "condition", "loop", "parallel", "wait"], "workflow_trigger_type": ["manual", "scheduled", "api", "webhook", "event"]
        }
    }
} as const;
