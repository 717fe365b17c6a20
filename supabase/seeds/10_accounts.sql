-- The users of the demo data, who get their personal tenants by signing up. Safe to run again. Not for hosted projects:
-- all passwords are public.
--
--   demo@formaops.com        / demo-password      prompts, workflows, ventures
--   other@formaops.com       / other-password     owns nothing, and must see nothing of what the others own
--   admin@codementor-ai.com  / admin-password     specifications and learning
--   founder@formaops.com     / founder-password   ideas
--   analyst@formaops.com     / analyst-password   ideas
--   mentor@formaops.com      / mentor-password    ideas

insert into auth.users (
  instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, confirmation_token, recovery_token,
  email_change_token_new, email_change, raw_app_meta_data, raw_user_meta_data, created_at, updated_at
)
select
  '00000000-0000-0000-0000-000000000000', a.id, 'authenticated', 'authenticated', a.email, a.password_hash, now(), '',
  '', '', '', '{"provider": "email", "providers": ["email"]}'::jsonb, jsonb_build_object('name', a.name), now(), now()
from (values
  (
    '00000000-0000-4000-8000-000000000001'::uuid, 'demo@formaops.com', 'Demo User',
    '$2b$10$Xj1ZluoaDpPF/soGQfEJ1.ZbfpPby3QNl0CQNaKpeT0P4A7chY1OG'
  ),
  (
    '00000000-0000-4000-8000-000000000002', 'other@formaops.com', 'Other User',
    '$2b$10$BUxSGnolTmvVcWFpdimjqu4IDJIJnwixIpS6sujH64egh7jKNIGQ.'
  ),
  (
    '00000000-0000-4000-8000-000000000003', 'admin@codementor-ai.com', 'Admin User',
    '$2b$10$SnnogWp3mXLdJJ4zxaOcc.l7EA9BOz/Ve2s473XmCNRnu34OjhJEy'
  ),
  (
    '00000000-0000-4000-8000-000000000004', 'founder@formaops.com', 'Demo Founder',
    '$2b$10$IYGKTsl1pNlJBVC904.5TO91R/SWxFZm6Co8cmBHPyAsJqHMukdQK'
  ),
  (
    '00000000-0000-4000-8000-000000000005', 'analyst@formaops.com', 'Demo Analyst',
    '$2b$10$wFQpnyig2a7KktgkzBeX4OoT3oyxMy/xAMTJI0kp8PihAfNuwPdvS'
  ),
  (
    '00000000-0000-4000-8000-000000000006', 'mentor@formaops.com', 'Demo Mentor',
    '$2b$10$12HYZGRjkQX3QdEGy1c3U.eBYc.LK.Mk4Vsk.mxTSHyjdP59mOA.6'
  )
) as a (id, email, name, password_hash)
on conflict (id) do nothing;

update public.tenants set plan = 'PRO'
where personal_user_id = '00000000-0000-4000-8000-000000000001' and plan <> 'PRO';

update public.users set learner_role = 'ADMIN'
where id = '00000000-0000-4000-8000-000000000003' and learner_role <> 'ADMIN';
