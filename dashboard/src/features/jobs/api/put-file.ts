/** A file put to a signed link. Only XMLHttpRequest says how much of it has gone. */
import { ApiError, Unreachable } from '@/lib/api/errors';

const REFUSED = 'The storage did not take the file. The link to it is good for a quarter of an hour: send it once more.';

/** onProgress is told the share that has gone. Raises: ApiError, Unreachable; AbortError. */
export function putFile(address: string, file: File, onProgress: (share: number) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', address);
    request.upload.onprogress = ({ loaded }) => onProgress(Math.min(loaded / file.size, 1));
    request.onload = () => {
      if (request.status < 300) resolve();
      else reject(new ApiError(request.status, 'storage_refused', REFUSED, null));
    };
    request.onerror = () => reject(new Unreachable());
    request.onabort = () => reject(new DOMException('The upload was given up.', 'AbortError'));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}
