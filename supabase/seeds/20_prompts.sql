-- The demo user's prompt "AI Code Reviewer", published, and one sample execution of it. Safe to run again.

do $seed$
declare
  c_demo constant uuid := '00000000-0000-4000-8000-000000000001';
  c_prompt constant uuid := '00000000-0000-4000-8000-000000000101';
  c_execution constant uuid := '00000000-0000-4000-8000-000000000201';
  v_tenant_id uuid;
begin
  if exists (select from public.prompts where id = c_prompt) then
    return;
  end if;
  select id into strict v_tenant_id from public.tenants where personal_user_id = c_demo;
  -- Act as the demo user until the end of this block, so that publishing and the audit log see an author.
  perform set_config('request.jwt.claims', jsonb_build_object('sub', c_demo, 'role', 'authenticated')::text, true);

  insert into public.prompts (id, tenant_id, name, description, template, variables, model, parameters)
  values (
    c_prompt,
    v_tenant_id,
    'AI Code Reviewer',
    'Reviews code for best practices and security',
    $template$Review the following {{language}} code for:
- Code quality and best practices
- Security vulnerabilities
- Performance optimizations

Code:
```{{language}}
{{code}}
```$template$,
    '[
      {
        "name": "language",
        "type": "string",
        "required": true,
        "defaultValue": "typescript",
        "options": ["typescript", "javascript", "python", "go"]
      },
      {
        "name": "code",
        "type": "string",
        "required": true,
        "description": "Code to review"
      }
    ]',
    'local:smollm2',
    '{"temperature": 0.4, "seed": 13, "max_tokens": 400, "max_repairs": 2, "timeout_seconds": 180}'
  );

  insert into public.validations (tenant_id, prompt_id, name, type, config)
  values (
    v_tenant_id,
    c_prompt,
    'Code Review Schema',
    'SCHEMA',
    '{
      "type": "object",
      "required": ["issues", "overall_rating"],
      "properties": {
        "issues": {
          "type": "array",
          "items": {
            "type": "object",
            "required": ["type", "severity", "description"],
            "properties": {
              "type": {"enum": ["security", "performance", "style", "bug"]},
              "severity": {"enum": ["low", "medium", "high", "critical"]},
              "description": {"type": "string"},
              "suggestion": {"type": "string"}
            }
          }
        },
        "overall_rating": {
          "type": "number",
          "minimum": 1,
          "maximum": 10
        }
      }
    }'
  );

  perform public.publish_prompt(c_prompt, 'First version');

  -- ================================================================================================ a sample execution

  insert into public.executions (
    id, tenant_id, user_id, prompt_id, prompt_version, inputs, status, model, output, validated_output,
    validation_status, validation_results, token_usage, latency_ms, cost_usd, started_at, completed_at
  )
  values (
    c_execution,
    v_tenant_id,
    c_demo,
    c_prompt,
    1,
    '{"language": "typescript", "code": "const user = { password: \"123456\" }; // Bad practice"}',
    'COMPLETED',
    'openai:gpt-4',
    '{"issues":[{"type":"security","severity":"high","description":"Hardcoded password"}],"overall_rating":3}',
    '{
      "issues": [{"type": "security", "severity": "high", "description": "Hardcoded password in code"}],
      "overall_rating": 3
    }',
    'PASSED',
    '[{"name": "Code Review Schema", "type": "SCHEMA", "passed": true, "errors": []}]',
    '{"input": 156, "output": 89, "total": 245, "model": "gpt-4"}',
    2340,
    0.045,
    now() - interval '5 seconds',
    now()
  );

  insert into public.cost_tracking (
    tenant_id, user_id, purpose, reference_id, prompt_id, kind, provider, model, input_tokens, output_tokens, cost_usd,
    price_source, price_version, outcome, latency_ms, started_at
  )
  values (
    v_tenant_id, c_demo, 'PROMPT_EXECUTION', c_execution, c_prompt, 'FIRST', 'openai', 'openai:gpt-4', 156, 89, 0.045,
    'OPERATOR', 'nominal', 'SUCCEEDED', 2340, now() - interval '5 seconds'
  );

  insert into public.execution_logs (tenant_id, execution_id, level, message, metadata, timestamp)
  values
  (
    v_tenant_id, c_execution, 'INFO', 'Asked openai:gpt-4', '{"kind": "first", "input": 156, "output": 89}',
    now() - interval '5 seconds'
  ),
  (v_tenant_id, c_execution, 'INFO', 'Code Review Schema passed', '{"type": "SCHEMA"}', now());
end
$seed$;
