/** The pages of the frame without a session, one chunk. */
export { AcceptInvite } from './components/accept-invite';
export { ForgotPassword } from './components/forgot-password';
export { AuthFrame } from './components/frame';
export { Register } from './components/register';
export { ResetPassword } from './components/reset-password';
export { SignIn } from './components/sign-in';
export { VerifyEmail } from './components/verify-email';
