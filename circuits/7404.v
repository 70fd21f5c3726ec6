// 7404: six inverters
//
// Pins:
//    1 A1   gate 1, input
//    2 Y1   gate 1, output
//    3 A2   gate 2, input
//    4 Y2   gate 2, output
//    5 A3   gate 3, input
//    6 Y3   gate 3, output
//    7 GND  ground
//    8 Y4   gate 4, output
//    9 A4   gate 4, input
//   10 Y5   gate 5, output
//   11 A5   gate 5, input
//   12 Y6   gate 6, output
//   13 A6   gate 6, input
//   14 VCC  supply
//
// Yk = not Ak, for k = 1 ... 6.
//
// Source: Texas Instruments, "SN7404 Hex Inverters", data sheet SDLS029

module sn7404 (
  input A1, A2, A3, A4, A5, A6,
  output Y1, Y2, Y3, Y4, Y5, Y6);

  not (Y1, A1);
  not (Y2, A2);
  not (Y3, A3);
  not (Y4, A4);
  not (Y5, A5);
  not (Y6, A6);
endmodule
