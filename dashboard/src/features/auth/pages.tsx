export const AuthFrame = () => null;
export const SignIn = () => null;
export const Register = () => null;
export const ForgotPassword = () => null;
export const ResetPassword = () => null;
export const AcceptInvite = () => null;
export const VerifyEmail = () => null;
